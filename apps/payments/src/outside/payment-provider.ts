import type { Money } from '@waybill/kernel';

/** An authorisation; the same fields when it is requested, confirmed and looked up. */
export interface AuthorisationRequest {
  /** Identifies it at the provider, which never charges the same key twice. */
  readonly key: string;
  readonly orderId: string;
  readonly amount: Money;
  /** The token of the customer's card or account. */
  readonly method: string;
  /** The number of the attempt to pay the order, from 1. */
  readonly attempt: number;
}

/** A capture, void or refund of an authorisation. The same key never moves money twice. */
export interface OperationRequest {
  readonly key: string;
  /** The key of the authorisation. */
  readonly authorisation: string;
  readonly amount: Money;
  readonly method: string;
  /** How often it was requested, this time included. */
  readonly attempt: number;
}

export type AuthorisationAnswer =
  | { readonly result: 'authorised' }
  /** Final for this key. `retryable`: whether another attempt may succeed. */
  | { readonly result: 'declined'; readonly reason: string; readonly retryable: boolean }
  /** The customer must open the URL first. */
  | { readonly result: 'action-required'; readonly url: string }
  | { readonly result: 'unknown' };

export type OperationAnswer =
  | { readonly result: 'done' }
  /** No money has moved. `retryable`: whether the same key may succeed later. */
  | { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'unknown' };

/**
 * A payment provider. A timeout, a lost connection and an unreadable answer are `unknown`. Any other failure throws, and
 * the engine repeats the call with the same key.
 */
export abstract class PaymentProvider {
  /** Requests an authorisation. Usually one answer; a provider may repeat it. */
  abstract authorise(request: AuthorisationRequest): Promise<readonly AuthorisationAnswer[]>;

  /** Continues an authorisation after the customer has completed the required action. */
  abstract confirm(request: AuthorisationRequest): Promise<AuthorisationAnswer>;

  /**
   * The outcome of an authorisation; never makes one. An authorisation that never reached the provider is `declined`
   * with the reason `not-received`, retryable.
   */
  abstract lookup(request: AuthorisationRequest): Promise<AuthorisationAnswer>;

  abstract capture(request: OperationRequest): Promise<OperationAnswer>;

  abstract void(request: OperationRequest): Promise<OperationAnswer>;

  abstract refund(request: OperationRequest): Promise<OperationAnswer>;
}
