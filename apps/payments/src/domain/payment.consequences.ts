import {
  amountOfUnits,
  money,
  unitsWithin,
  type Aggregate,
  type DecisionContext,
  type Units,
} from '@waybill/kernel';
import type { PaymentEvent } from './payment.events.js';
import {
  amountOf,
  capturesOf,
  isInFlight,
  isOpen,
  leftOf,
  notPromised,
  openOf,
  refundableOf,
  refundsOf,
  type Capture,
} from './payment.ledger.js';
import { idsOf, parcelOf, requestRefund, requestVoid } from './payment.operations.js';
import { place } from './payment.placing.js';
import type { PaymentState } from './payment.state.js';
import { workItemChange } from './payment.work-items.js';

/** Each decision of the aggregate, and after it everything that follows from the new state. */
export function withConsequences(payment: Aggregate<PaymentState>): Aggregate<PaymentState> {
  return {
    ...payment,
    decide(command, before, context) {
      const events = [...payment.decide(command, before, context)];
      if (events.length === 0) return events;
      let state = events.reduce((known, event) => payment.evolve(known, event), before);
      for (let next = consequence(state, context); next; next = consequence(state, context)) {
        events.push(next);
        state = payment.evolve(state, next);
      }
      return events;
    },
  };
}

/** The first thing that follows from the state, if anything does. Each event makes its own cause disappear. */
function consequence(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  return (
    endUnwantedCapture(payment, context) ??
    placeQueuedCapture(payment, context) ??
    payBack(payment, context) ??
    dropRefund(payment, context) ??
    voidRest(payment, context) ??
    workItemChange(payment, context)
  );
}

/** Why a capture is not wanted any more: its parcel is not sent, or the order has ended. */
export function unwantedFor(
  { cancelling, dropped }: PaymentState,
  { shipmentId, units }: Pick<Capture, 'shipmentId' | 'units'>,
): string | undefined {
  const drop = dropped.find((parcel) => parcel.shipmentId === shipmentId);
  if (drop) return drop.reason;
  if (!cancelling) return undefined;
  const { reason, units: cancelled } = cancelling;
  return cancelled === undefined || unitsWithin(units, cancelled).length > 0 ? reason : undefined;
}

function endUnwantedCapture(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const ids = idsOf(payment, context);
  for (const capture of capturesOf(payment.operations)) {
    if (!isOpen(capture) || isInFlight(capture)) continue;
    const { key, amount } = capture;
    const parcel = parcelOf(capture);
    const reason = unwantedFor(payment, capture);
    if (reason !== undefined) return { type: 'CaptureCancelled', ...ids, key, amount, ...parcel, reason };
    if (capture.isRecalled) {
      return { type: 'CaptureWithdrawn', ...ids, key, shipmentId: parcel.shipmentId };
    }
  }
  return undefined;
}

/** Requests a capture that waits for an authorisation, or for its turn. */
function placeQueuedCapture(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const queued = capturesOf(payment.operations).find(
    ({ status, reason }) =>
      status === 'queued' ||
      (status === 'waiting' && reason === 'not_authorised' && payment.status === 'authorised'),
  );
  return queued && place(payment, { ...queued, ...parcelOf(queued) }, context);
}

/** Refunds the units of a capture that are due back and that no refund pays back yet. */
function payBack(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const { operations } = payment;
  for (const capture of capturesOf(operations).filter(({ status }) => status === 'done')) {
    for (const { refundId, units, reason: cause } of duesOf(payment, capture)) {
      const left = notPromised(units, operations);
      const { currency } = capture.amount;
      const price = amountOfUnits(currency, left).amount;
      const amount = Math.min(price, leftOf(capture, operations), refundableOf(operations));
      if (amount <= 0) continue;
      const { shipmentId } = capture;
      const refund = {
        refundId: refundId ?? context.newId(),
        units: left,
        cause,
        amount: money(amount, currency),
      };
      return requestRefund(payment, { ...refund, ...(shipmentId !== undefined && { shipmentId }) }, context);
    }
  }
  return undefined;
}

interface DueUnits {
  readonly units: readonly Units[];
  readonly reason: string;
  readonly refundId?: string;
}

function duesOf({ dropped, cancelling, dues }: PaymentState, capture: Capture): readonly DueUnits[] {
  const { shipmentId, units } = capture;
  const isDropped = dropped.some((parcel) => parcel.shipmentId === shipmentId);
  return [
    ...dues.map((due) => ({ ...due, units: unitsWithin(units, due.units) })),
    ...(isDropped ? [{ units, reason: 'shipment_cancelled' }] : []),
    ...(cancelling
      ? [
          {
            reason: cancelling.reason,
            units: cancelling.units ? unitsWithin(units, cancelling.units) : units,
          },
        ]
      : []),
  ];
}

/** A refund that waits for a person is over when its money has been paid back by others. */
function dropRefund(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const { operations } = payment;
  const others = operations.filter(({ status }) => status !== 'waiting');
  const refund = refundsOf(operations).find(
    ({ status, amount, units }) =>
      status === 'waiting' &&
      (amount.amount > refundableOf(operations) ||
        unitsWithin(
          units,
          refundsOf(others)
            .filter(isPaying)
            .flatMap((other) => other.units),
        ).length > 0),
  );
  if (!refund) return undefined;
  const { key, amount, refundId, units } = refund;
  return { type: 'RefundDropped', ...idsOf(payment, context), key, amount, refundId, units };
}

const isPaying = ({ status }: { readonly status: string }) => status !== 'ended';

/** Voids what nothing will be captured of any more. */
function voidRest(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  if (payment.status !== 'authorised' || !(payment.cancelling || payment.isClosed)) return undefined;
  const { authorisation, operations } = payment;
  const { key, amount, capabilities } = authorisation;
  if (operations.some((operation) => operation.kind === 'renewal' && isInFlight(operation))) return undefined;
  const captures = capturesOf(operations);
  const isTouched = captures.some(({ authorisation: used, status }) => used === key && status === 'done');
  if (isTouched && !capabilities.voidAfterCapture) return undefined;
  const toCome = captures.filter((capture) => isOpen(capture) && capture.authorisation !== key);
  const left = openOf(authorisation, operations) - amountOf(toCome);
  if (left <= 0) return undefined;
  return requestVoid(payment, { amount: money(left, amount.currency), authorisation: key }, context);
}
