import type { Money } from '@waybill/kernel';

/** An authorisation; the same fields when it is requested, confirmed and looked up. */
export interface AuthorisationRequest {
  /** Identifies it at the provider, which never charges the same key twice. */
  readonly key: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** The token of the customer's card or account. */
  readonly method: string;
  /** The number of the attempt to pay, from 1. */
  readonly attempt: number;
  /** When our patience ends. */
  readonly answerBy: string;
}

/** A capture, void or refund of an authorisation. The same key never moves money twice. */
export interface OperationRequest {
  readonly key: string;
  /** Our key of the authorisation, and the provider's reference of it, if it has told us one. */
  readonly authorisation: string;
  readonly reference?: string;
  readonly amount: Money;
  /** How often it was requested, this time included. */
  readonly attempt: number;
}

/** Authorises an amount anew with the method of an authorisation, which then holds nothing but captures in flight. */
export interface RenewalRequest extends OperationRequest {
  readonly method: string;
  readonly answerBy: string;
}

/** What the provider can do with an authorisation by this method. The domain keeps to it. */
export interface Capabilities {
  /** How many captures an authorisation allows. After `one` the provider releases the rest. */
  readonly captures: 'one' | 'many';
  /** Whether a capture may take less than is authorised. */
  readonly partialCaptures: boolean;
  /** Whether the rest can be voided after a capture; otherwise it lapses by itself. */
  readonly voidAfterCapture: boolean;
  /** Whether the same method can be authorised again without the customer. */
  readonly renewal: boolean;
}

export interface Granted {
  readonly result: 'authorised';
  /** The provider's name, and its reference of the authorisation. */
  readonly provider: string;
  readonly reference: string;
  /** When the authorisation ends, RFC 3339 in UTC with milliseconds. */
  readonly expiresAt: string;
  readonly card?: { readonly brand: string; readonly last4: string };
  readonly capabilities: Capabilities;
}

interface Unknown {
  readonly result: 'unknown';
}

/** No money has moved. `retryable`: whether the same key may succeed later. */
interface Failed {
  readonly result: 'failed';
  readonly reason: string;
  readonly retryable: boolean;
}

export type AuthorisationAnswer =
  | Granted
  /** Final for this key. `retryable`: whether another attempt may succeed. */
  | { readonly result: 'declined'; readonly reason: string; readonly retryable: boolean }
  /** The customer must open the URL first. */
  | { readonly result: 'action_required'; readonly url: string }
  | Unknown;

export type OperationAnswer = { readonly result: 'done'; readonly reference: string } | Failed | Unknown;

/** `captured`: the money is captured already, so that it can only be refunded. */
export type VoidAnswer = OperationAnswer | { readonly result: 'captured'; readonly reference: string };

export type RenewalAnswer = Granted | Failed | Unknown;

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
   * with the reason `not_received`, retryable.
   */
  abstract lookup(request: AuthorisationRequest): Promise<AuthorisationAnswer>;

  abstract renew(request: RenewalRequest): Promise<RenewalAnswer>;

  abstract capture(request: OperationRequest): Promise<OperationAnswer>;

  /**
   * Releases what an authorisation still holds, by its key: also one whose outcome we do not know. After that the
   * provider does not grant that key any more.
   */
  abstract void(request: OperationRequest): Promise<VoidAnswer>;

  abstract refund(request: OperationRequest): Promise<OperationAnswer>;
}
