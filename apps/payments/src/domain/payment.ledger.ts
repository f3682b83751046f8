import type { Money, Units } from '@waybill/kernel';
import type { Grant, WorkItemKind } from './payment.events.js';

/**
 * `queued`: a capture that needs a new authorisation first. `asked`: an answer is awaited. `failed`, `unknown`: requested
 * again at `dueAt`. `waiting`: has not moved, and waits for a person. `unresolved`: nobody knows whether it has moved; asked
 * daily. `done`: the money has moved. `redirected`: another payment pays the refund. `ended`: not moved, and will not.
 */
export type MovementStatus =
  'queued' | 'asked' | 'failed' | 'unknown' | 'waiting' | 'unresolved' | 'done' | 'redirected' | 'ended';

/** A movement of money after the authorisation. */
interface Movement {
  readonly key: string;
  readonly amount: Money;
  readonly attempt: number;
  readonly status: MovementStatus;
  /** The key of the authorisation that it uses; a capture that was refused or is queued uses none. */
  readonly authorisation?: string;
  /** The provider's reference of that authorisation. */
  readonly reference?: string;
  readonly dueAt?: string;
  /** Why it failed. */
  readonly reason?: string;
  /** As what it is listed for a person, until it is over. */
  readonly workItem?: WorkItemKind;
}

export interface Capture extends Movement {
  readonly kind: 'capture';
  /** Absent when it was not ours. */
  readonly shipmentId?: string;
  readonly units: readonly Units[];
  /** When it ends, once it has waited. */
  readonly endsAt?: string;
  /** Whether another payment is to pay for the parcel. */
  readonly isRecalled?: boolean;
}

export interface Void extends Movement {
  readonly kind: 'void';
}

export interface Refund extends Movement {
  readonly kind: 'refund';
  readonly refundId: string;
  readonly units: readonly Units[];
  /** What it is for. */
  readonly cause: string;
  readonly shipmentId?: string;
  readonly insteadOfVoid?: string;
  /** The payment that could not pay it back. */
  readonly fromPaymentId?: string;
  /** Whether this payment has not enough left for it. */
  readonly isShort?: boolean;
}

export interface Renewal extends Movement {
  readonly kind: 'renewal';
}

export type Operation = Capture | Void | Refund | Renewal;

/** What the provider holds for us now. */
export interface Authorisation extends Grant {
  readonly key: string;
  readonly amount: Money;
  readonly method: string;
  readonly renewAt: string;
}

export type Operations = readonly Operation[];

export const capturesOf = (operations: Operations): readonly Capture[] =>
  operations.filter((operation) => operation.kind === 'capture');
export const refundsOf = (operations: Operations): readonly Refund[] =>
  operations.filter((operation) => operation.kind === 'refund');
export const voidsOf = (operations: Operations): readonly Void[] =>
  operations.filter((operation) => operation.kind === 'void');

/** Whether the provider may be moving the money just now. */
export function isInFlight({ status }: Operation): boolean {
  return status === 'asked' || status === 'unknown' || status === 'unresolved';
}

/** Whether the money has moved, may move, or will be requested again without anybody's help. */
export function isCounted(operation: Operation): boolean {
  return isInFlight(operation) || ['failed', 'done', 'redirected'].includes(operation.status);
}

/** Whether something is still to come. */
export function isOpen({ status }: Operation): boolean {
  return status !== 'done' && status !== 'redirected' && status !== 'ended';
}

/** What has moved, in minor units. */
export function doneOf(operations: Operations, kind: Operation['kind']): number {
  return amountOf(operations.filter((operation) => operation.kind === kind && operation.status === 'done'));
}

/** What of an authorisation is neither captured nor voided nor reserved for an operation, in minor units. */
export function openOf({ key, amount, capabilities }: Authorisation, operations: Operations): number {
  const using = operations.filter(
    ({ kind, authorisation, status }) =>
      (kind === 'capture' || kind === 'void') && authorisation === key && status !== 'ended',
  );
  if (capabilities.captures === 'one' && capturesOf(using).length > 0) return 0;
  return amount.amount - amountOf(using);
}

/** What of an authorisation a renewal must authorise again: all that no capture has taken or may be taking. */
export function renewableOf({ key, amount, capabilities }: Authorisation, operations: Operations): number {
  const gone = operations.filter(
    (operation) =>
      (operation.kind === 'capture' || operation.kind === 'void') &&
      operation.authorisation === key &&
      (operation.status === 'done' || isInFlight(operation)),
  );
  if (capabilities.captures === 'one' && capturesOf(gone).length > 0) return 0;
  return amount.amount - amountOf(gone);
}

/** What is captured and not paid back, refunds under way included, in minor units. */
export function refundableOf(operations: Operations): number {
  const paying = refundsOf(operations).filter((refund) => isCounted(refund) && !refund.isShort);
  return doneOf(operations, 'capture') - amountOf(paying);
}

/** What was paid back for other payments and is not listed as missing here yet, in minor units. */
export function lentOf(operations: Operations): number {
  const refunds = refundsOf(operations);
  const lent = refunds.filter((refund) => refund.fromPaymentId !== undefined && isCounted(refund));
  return amountOf(lent) - amountOf(refunds.filter(({ isShort }) => isShort));
}

/** The operations with this one added or replaced. */
export function withOperation(operations: Operations, operation: Operation): Operations {
  const isKnown = operations.some(({ key }) => key === operation.key);
  return isKnown
    ? operations.map((other) => (other.key === operation.key ? operation : other))
    : [...operations, operation];
}

export function amountOf(operations: readonly { readonly amount: Money }[]): number {
  return operations.reduce((total, { amount }) => total + amount.amount, 0);
}
