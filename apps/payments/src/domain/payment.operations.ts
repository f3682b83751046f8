import type { DecisionContext, Money } from '@waybill/kernel';
import type { PaymentEvent } from './payment.events.js';
import type { Capture, Refund } from './payment.ledger.js';
import { isGranted, type PaymentState } from './payment.state.js';
import { ANSWER_MS, later } from './payment.times.js';

/** The ids in every event. Only a payment of an order has operations. */
export function idsOf({ orderId }: PaymentState, { id: paymentId }: DecisionContext) {
  return { paymentId, orderId: orderId ?? paymentId };
}

interface Requested {
  readonly key: string;
  readonly amount: Money;
  readonly attempt: number;
  /** Default: the one that the payment has now. */
  readonly authorisation?: string;
  readonly reference?: string;
}

/** What every request to the provider contains. */
export function request(payment: PaymentState, operation: Requested, context: DecisionContext) {
  const current = isGranted(payment) ? payment.authorisation : undefined;
  const { key, amount, attempt, authorisation = current?.key ?? key } = operation;
  const reference = authorisation === current?.key ? current.reference : operation.reference;
  const answerBy = later(context.now, ANSWER_MS);
  const ids = idsOf(payment, context);
  return { ...ids, key, amount, authorisation, ...(reference && { reference }), attempt, answerBy };
}

export function requestRenewal(
  payment: PaymentState,
  renewal: Requested,
  context: DecisionContext,
): PaymentEvent {
  const method = isGranted(payment) ? payment.authorisation.method : '';
  return { type: 'RenewalRequested', ...request(payment, renewal, context), method };
}

/** Voids what the authorisation still holds; by its key alone when nobody knows whether it was granted. */
export function requestVoid(
  payment: PaymentState,
  { amount, authorisation }: { readonly amount: Money; readonly authorisation: string },
  context: DecisionContext,
): PaymentEvent {
  const operation = { key: context.newId(), amount, authorisation, attempt: 1 };
  return { type: 'VoidRequested', ...request(payment, operation, context) };
}

export interface NewRefund extends Pick<Refund, 'refundId' | 'units' | 'cause' | 'amount'> {
  readonly shipmentId?: string;
  readonly insteadOfVoid?: string;
  readonly fromPaymentId?: string;
}

export function requestRefund(
  payment: PaymentState,
  { amount, ...refund }: NewRefund,
  context: DecisionContext,
): PaymentEvent {
  const operation = { key: context.newId(), amount, attempt: 1 };
  return { type: 'RefundRequested', ...request(payment, operation, context), ...aboutRefund(refund) };
}

/** What is said about a refund in each of its requests. */
export function aboutRefund({
  refundId,
  units,
  cause: reason,
  shipmentId,
  insteadOfVoid,
  fromPaymentId,
}: Omit<NewRefund, 'amount'>) {
  return {
    refundId,
    units,
    reason,
    ...(shipmentId !== undefined && { shipmentId }),
    ...(insteadOfVoid !== undefined && { insteadOfVoid }),
    ...(fromPaymentId !== undefined && { fromPaymentId }),
  };
}

export function parcelOf({ shipmentId, units }: Capture) {
  return { shipmentId: shipmentId ?? '', units };
}
