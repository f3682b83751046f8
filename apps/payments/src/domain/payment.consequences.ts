import {
  amountOfUnits,
  money,
  unitsWithin,
  unitsWithout,
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
  lentOf,
  openOf,
  refundableOf,
  refundsOf,
  type Capture,
} from './payment.ledger.js';
import { idsOf, parcelOf, requestRefund, requestVoid } from './payment.operations.js';
import { place } from './payment.placing.js';
import { unpromised, unrefunded } from './payment.remainders.js';
import type { PaymentState } from './payment.state.js';
import { workItemChange } from './payment.work-items.js';

/** More events of one decision than any order has parcels: without this limit a wrong rule would never end. */
const EVENTS_MAX = 10_000;

/** Each decision of the aggregate, and after it everything that follows from the new state. */
export function withConsequences(payment: Aggregate<PaymentState>): Aggregate<PaymentState> {
  return {
    ...payment,
    decide(command, before, context) {
      const events = [...payment.decide(command, before, context)];
      if (events.length === 0) return events;
      let state = events.reduce((known, event) => payment.evolve(known, event), before);
      for (let next = consequence(state, context); next; next = consequence(state, context)) {
        if (events.length === EVENTS_MAX) throw new RangeError(`${next.type} does not remove its own cause.`);
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

/** Refunds what is due back of a capture and what no refund pays back yet: never more than was taken for its parcel. */
function payBack(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const { operations } = payment;
  for (const { capture, units, amount: left } of unpromised(operations)) {
    const { shipmentId } = capture;
    const { currency } = capture.amount;
    for (const due of duesOf(payment, capture)) {
      const owed = unitsWithin(units, due.units);
      const price = Math.min(amountOfUnits(currency, owed).amount, left);
      const refundable = refundableOf(operations);
      const { refundId = context.newId(), reason: cause } = due;
      const ofParcel = shipmentId === undefined ? {} : { shipmentId };
      const missing = Math.min(price - refundable, lentOf(operations));
      if (missing > 0 && shipmentId !== undefined) {
        const short = { key: context.newId(), refundId: context.newId(), amount: money(missing, currency) };
        return {
          type: 'RefundShort',
          ...idsOf(payment, context),
          ...short,
          units: [],
          reason: cause,
          shipmentId,
        };
      }
      const amount = money(Math.min(price, refundable), currency);
      if (amount.amount <= 0) continue;
      return requestRefund(payment, { refundId, units: owed, cause, amount, ...ofParcel }, context);
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
    ...dues.filter((due) => due.captureId === capture.key),
    ...(isDropped ? [{ units, reason: 'shipment_cancelled' }] : []),
    ...(cancelling ? [{ reason: cancelling.reason, units: cancelling.units ?? units }] : []),
  ];
}

/** A refund that waits for a person is over when its money, or its units, have been paid back by others. */
function dropRefund(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const { operations } = payment;
  const left = unrefunded(operations).flatMap(({ units }) => units);
  const refund = refundsOf(operations).find(
    ({ status, amount, units, isShort = false }) =>
      status === 'waiting' &&
      !isShort &&
      (amount.amount > refundableOf(operations) || unitsWithout(units, left).length > 0),
  );
  if (!refund) return undefined;
  const { key, amount, refundId, units } = refund;
  return { type: 'RefundDropped', ...idsOf(payment, context), key, amount, refundId, units };
}

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
