import type { Money, Units } from '@waybill/kernel';
import type { Asked, OfOrder } from './payment.events.js';
import { withOperation, type Authorisation, type Operation, type Operations } from './payment.ledger.js';

/** Units of a capture that are due back as soon as it is made. */
export interface Due {
  readonly captureId: string;
  readonly refundId: string;
  readonly units: readonly Units[];
  readonly reason: string;
}

/** What is remembered whatever the status. */
interface Book {
  readonly orderId?: string;
  readonly order?: OfOrder;
  /** The token that the payment was created with. */
  readonly createdWith?: string;
  readonly operations: Operations;
  readonly dues: readonly Due[];
  /** Parcels that are not sent. */
  readonly dropped: readonly { readonly shipmentId: string; readonly reason: string }[];
  /** Why the order ended, and which units are not owed any more; absent: none is. */
  readonly cancelling?: { readonly reason: string; readonly units?: readonly Units[] };
  /** Whether nothing more will be captured. */
  readonly isClosed: boolean;
  /** The ids of the work items that are open. */
  readonly workItems: readonly string[];
}

interface Authorised {
  readonly authorisation: Authorisation;
  /** What the customer has agreed to pay. */
  readonly granted: Money;
}

export type Phase =
  | { readonly status: 'none' | 'cancelled' }
  | { readonly status: 'created'; readonly dueAt: string }
  /** Its authorisation was requested before the payment was created. */
  | { readonly status: 'expected'; readonly amount: Money; readonly dueAt: string }
  | (Asked & { readonly status: 'authorising'; readonly dueAt: string })
  | (Asked & {
      readonly status: 'unknown';
      readonly tries: number;
      /** Whether an answer of the provider is awaited. */
      readonly isAsking: boolean;
      /** Whether the outcome is listed for a person. It is asked daily then. */
      readonly isUnresolved: boolean;
      readonly dueAt: string;
    })
  | (Asked & { readonly status: 'action_required'; readonly dueAt: string })
  | (Asked & {
      readonly status: 'declined';
      /** Until when the customer may try again; absent when that is over. */
      readonly dueAt?: string;
    })
  | (Authorised & { readonly status: 'authorised' | 'expired' });

export type PaymentState = Book & Phase;

/** A payment whose authorisation was requested and is neither granted nor cancelled. */
export type OpenPayment = Extract<PaymentState, Asked>;
/** A payment whose authorisation was granted. */
export type GrantedPayment = Extract<PaymentState, Authorised>;

export const initial: PaymentState = {
  status: 'none',
  operations: [],
  dues: [],
  dropped: [],
  isClosed: false,
  workItems: [],
};

export function isGranted(payment: PaymentState): payment is GrantedPayment {
  return payment.status === 'authorised' || payment.status === 'expired';
}

/** Whether a client has created it. */
export function isCreated(payment: PaymentState): boolean {
  return payment.createdWith !== undefined;
}

export function askedOf({ key, amount, method, attempt }: Asked): Asked {
  return { key, amount, method, attempt };
}

/** The payment in another status. */
export function become(payment: PaymentState, phase: Phase): PaymentState {
  const { orderId, order, createdWith, operations, dues, dropped, cancelling, isClosed, workItems } = payment;
  return {
    ...(orderId !== undefined && { orderId }),
    ...(order && { order }),
    ...(createdWith !== undefined && { createdWith }),
    operations,
    dues,
    dropped,
    ...(cancelling && { cancelling }),
    isClosed,
    workItems,
    ...phase,
  };
}

export function operationOf(payment: PaymentState, key: string): Operation | undefined {
  return payment.operations.find((operation) => operation.key === key);
}

/** The payment with the operation added or replaced. */
export function put(payment: PaymentState, operation: Operation): PaymentState {
  return { ...payment, operations: withOperation(payment.operations, operation) };
}

/** The payment with the operation changed. An unknown one changes nothing. */
export function change(
  payment: PaymentState,
  key: string,
  next: (operation: Operation) => Operation,
): PaymentState {
  const operation = operationOf(payment, key);
  return operation ? put(payment, next(operation)) : payment;
}
