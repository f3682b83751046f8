import type { Money } from '@waybill/kernel';

/** An authorisation, the same whenever it is spoken of: asked for, confirmed, looked up. */
export interface AuthorisationRequest {
  /** Names it at the provider: the same key is never charged twice. */
  readonly key: string;
  readonly orderId: string;
  readonly amount: Money;
  /** The token that stands for the customer's card or account. */
  readonly method: string;
  /** Which attempt to pay the order this is, from 1. */
  readonly attempt: number;
}

/** A capture, void or refund of what was authorised; asking again with the same key moves no more money. */
export interface OperationRequest {
  readonly key: string;
  /** The key of the authorisation. */
  readonly authorisation: string;
  readonly amount: Money;
  readonly method: string;
  /** How often it has been asked for, this time included. */
  readonly attempt: number;
}

export type AuthorisationAnswer =
  | { readonly result: 'authorised' }
  /** Final for this key; retryable tells whether another attempt may succeed. */
  | { readonly result: 'declined'; readonly reason: string; readonly retryable: boolean }
  /** The customer has to go there first. */
  | { readonly result: 'action-required'; readonly url: string }
  | { readonly result: 'unknown' };

export type OperationAnswer =
  | { readonly result: 'done' }
  /** No money has moved; retryable tells whether the same key may succeed later. */
  | { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'unknown' };

/**
 * Whoever moves the money. A timeout, a lost connection and an answer that cannot be read are `unknown`: only what the
 * provider has said is said. Anything else that goes wrong throws, and is then asked again with the same key.
 */
export abstract class PaymentProvider {
  /** Asks for an authorisation. Providers repeat themselves: usually one answer, sometimes the same one twice. */
  abstract authorise(request: AuthorisationRequest): Promise<readonly AuthorisationAnswer[]>;

  /** Goes on with an authorisation after the customer has done what was required. */
  abstract confirm(request: AuthorisationRequest): Promise<AuthorisationAnswer>;

  /**
   * What has become of an authorisation; never makes one. One that the provider has never seen, and can no longer see,
   * is `declined` for the reason `not-received`, retryable.
   */
  abstract lookup(request: AuthorisationRequest): Promise<AuthorisationAnswer>;

  abstract capture(request: OperationRequest): Promise<OperationAnswer>;

  abstract void(request: OperationRequest): Promise<OperationAnswer>;

  abstract refund(request: OperationRequest): Promise<OperationAnswer>;
}
