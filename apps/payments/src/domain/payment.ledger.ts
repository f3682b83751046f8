import type { Money } from '@waybill/kernel';

/** A movement of money after the authorisation. */
interface Movement {
  readonly key: string;
  readonly amount: Money;
  readonly attempt: number;
  /**
   * `asked`: an answer is awaited. `failed`, `unknown`: will be requested again. `done`: the money has moved.
   * `given-up`: it has not moved and will not. `unresolved`: a person must find out whether it has moved.
   */
  readonly status: 'asked' | 'failed' | 'unknown' | 'done' | 'given-up' | 'unresolved';
  /** When it is requested again. */
  readonly dueAt?: string;
}

export interface Capture extends Movement {
  readonly kind: 'capture';
  readonly shipmentId: string;
}

export interface Void extends Movement {
  readonly kind: 'void';
}

export interface Refund extends Movement {
  readonly kind: 'refund';
  readonly refundId: string;
  readonly reason: string;
  readonly shipmentId?: string;
}

export type Operation = Capture | Void | Refund;

/** What was authorised, and every operation on it. */
export interface Ledger {
  /** The key of the authorisation. */
  readonly key: string;
  readonly method: string;
  readonly authorised: Money;
  readonly operations: readonly Operation[];
  readonly cancelledShipments: readonly string[];
}

export function ledgerOf(granted: {
  readonly key: string;
  readonly method: string;
  readonly amount: Money;
}): Ledger {
  const { key, method, amount } = granted;
  return { key, method, authorised: amount, operations: [], cancelledShipments: [] };
}

/** The ledger with the operation added or replaced. */
export function withOperation(ledger: Ledger, operation: Operation): Ledger {
  const known = ledger.operations.some(({ key }) => key === operation.key);
  const operations = known
    ? ledger.operations.map((other) => (other.key === operation.key ? operation : other))
    : [...ledger.operations, operation];
  return { ...ledger, operations };
}

/** The ledger with the operation's new status. An unknown operation changes nothing. */
export function withOutcome(
  ledger: Ledger,
  key: string,
  outcome: Pick<Movement, 'attempt' | 'status' | 'dueAt'> | Pick<Movement, 'status'>,
): Ledger {
  return {
    ...ledger,
    operations: ledger.operations.map((operation) => {
      if (operation.key !== key) return operation;
      const { dueAt: _dueAt, ...rest } = operation;
      return { ...rest, ...outcome };
    }),
  };
}

export function capturesOf({ operations }: Ledger): readonly Capture[] {
  return operations.filter((operation) => operation.kind === 'capture');
}

export function refundsOf({ operations }: Ledger): readonly Refund[] {
  return operations.filter((operation) => operation.kind === 'refund');
}

/** Whether the money may still move. */
export function isPending({ status }: Operation): boolean {
  return status !== 'done' && status !== 'given-up';
}

/** What has moved, in minor units. */
export function doneOf({ operations }: Ledger, kind: Operation['kind']): number {
  return amountOf(operations.filter((operation) => operation.kind === kind && operation.status === 'done'));
}

/** What may still move, in minor units. */
export function pendingOf({ operations }: Ledger, kind: Operation['kind']): number {
  return amountOf(operations.filter((operation) => operation.kind === kind && isPending(operation)));
}

/** What is authorised and neither captured nor voided, pending operations included, in minor units. */
export function openOf(ledger: Ledger): number {
  const spoken = doneOf(ledger, 'capture') + pendingOf(ledger, 'capture');
  return ledger.authorised.amount - spoken - doneOf(ledger, 'void') - pendingOf(ledger, 'void');
}

/** What is captured and not refunded, pending refunds included, in minor units. */
export function refundableOf(ledger: Ledger): number {
  return doneOf(ledger, 'capture') - doneOf(ledger, 'refund') - pendingOf(ledger, 'refund');
}

export function amountOf(operations: readonly { readonly amount: Money }[]): number {
  return operations.reduce((total, { amount }) => total + amount.amount, 0);
}
