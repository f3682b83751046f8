import { ensure, ensureKnown, type Decide, type DecisionContext } from '@waybill/kernel';
import { PayForOrder } from './order.commands.js';
import type { PaymentOutcome } from './order-contents.events.js';
import { about, conclude, isOpen } from './order.ending.js';
import type { OrderEvent } from './order.events.js';
import { holdOnce, releaseHolds } from './order.holds.js';
import { amountToPay } from './order.ledger.state.js';
import type { Hold, OrderPayment, Placed } from './order-parts.state.js';
import {
  RecordAuthorisation,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordCancelledPayment,
  RecordVoid,
  RecordExpiredAuthorisation,
  RecordRefund,
  RecordUnresolvedPayment,
} from './order.saga-commands.js';
import type { OrderState } from './order.state.js';
import { expired, rejected } from './order.stock.js';

export const payingCommands = {
  PayForOrder,
  RecordAuthorisation,
  RecordDecline,
  RecordUnresolvedPayment,
  RecordExpiredAuthorisation,
  RecordCancelledPayment,
  RecordVoid,
  RecordCapture,
  RecordCaptureFailure,
  RecordRefund,
};

const OWNER = 'orders.payment-outcome';

/** After these the customer can pay with another payment. */
const OVER: ReadonlySet<OrderPayment['outcome']> = new Set(['declined', 'expired', 'cancelled', 'voided']);

/** What the order records of its payments. The last payment that it has asked for is the present one. */
export const paying: Decide<OrderState, OrderEvent, typeof payingCommands> = {
  PayForOrder({ paymentId: given }, order, context) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    const paymentId = given.toLowerCase();
    const present = order.payments.at(-1);
    if (present?.paymentId === paymentId) return [];
    const { status } = order;
    ensure(
      status === 'pending' || status === 'confirmed',
      'order-closed',
      'The order is being cancelled, or has ended.',
      {
        status,
      },
    );
    const isOver = !present || OVER.has(present.outcome) || present.waiting.length > 0;
    ensure(isOver, 'payment-in-progress', 'The present payment may still pay for the order.', {
      paymentId: present?.paymentId,
      outcome: present?.outcome,
    });
    const known = order.payments.find((payment) => payment.paymentId === paymentId);
    ensure(!known || !OVER.has(known.outcome), 'payment-over', 'This payment has ended; create another one.');
    const amount = amountToPay(order);
    ensure(amount.amount > 0, 'nothing-to-pay', 'Everything is paid.');
    return conclude(order, context, [
      { type: 'OrderPaymentRequested', ...about(order), paymentId, amount },
      ...(known?.outcome === 'authorised' ? releaseHolds(order, isOfPayment) : []),
    ]);
  },

  /** In the usual case nothing is recorded: the confirmation, which follows, says that the payment is authorised. */
  RecordAuthorisation({ paymentId }, order, context) {
    if (order.status === 'none') return [];
    const isPresent = isPresentPayment(order, paymentId);
    const released = isPresent ? releaseHolds(order, isOfPayment) : releaseHolds(order, causedBy(paymentId));
    if (
      isPresent &&
      order.status === 'pending' &&
      outcomeOf(order, paymentId) === 'pending' &&
      released.length === 0
    )
      return [];
    return conclude(order, context, [...outcome(order, paymentId, 'authorised'), ...released]);
  },

  RecordDecline({ paymentId, retryable, reason }, order, context) {
    if (order.status === 'none') return [];
    if (order.status === 'pending' && isPresentPayment(order, paymentId) && !retryable)
      return conclude(order, context, [rejected(order, 'declined', [])]);
    return withoutPayment(order, paymentId, 'declined', reason, context);
  },

  RecordUnresolvedPayment({ paymentId }, order, context) {
    if (order.status === 'none') return [];
    const note = 'The payment provider does not say whether the payment was authorised.';
    return withoutPayment(order, paymentId, 'unresolved', note, context);
  },

  RecordExpiredAuthorisation({ paymentId, reason }, order, context) {
    return order.status === 'none' ? [] : withoutPayment(order, paymentId, 'expired', reason, context);
  },

  RecordCancelledPayment({ paymentId }, order, context) {
    if (order.status === 'none') return [];
    if (order.status === 'pending' && isPresentPayment(order, paymentId))
      return conclude(order, context, [...outcome(order, paymentId, 'cancelled'), expired(order)]);
    return withoutPayment(order, paymentId, 'cancelled', 'The payment has ended.', context);
  },

  /** Part of an authorisation may be voided while the rest is used: only of a payment that is over it means the end. */
  RecordVoid({ paymentId }, order, context) {
    if (order.status === 'none' || (isOpen(order) && isPresentPayment(order, paymentId))) return [];
    return conclude(order, context, outcome(order, paymentId, 'voided'));
  },

  RecordCapture({ orderId, paymentId, captureId, shipmentId, units, amount }, order, context) {
    if (order.status === 'none' || capturesOf(order).some((capture) => capture.captureId === captureId))
      return [];
    return conclude(order, context, [
      { type: 'OrderCaptureRecorded', orderId, paymentId, captureId, shipmentId, units, amount },
      ...releaseHolds(order, ({ cause }) => cause === `capture/${shipmentId}`),
    ]);
  },

  RecordCaptureFailure({ orderId, paymentId, shipmentId, reason: note }, order, context) {
    if (order.status !== 'confirmed') return [];
    if (capturesOf(order).some((capture) => capture.shipmentId === shipmentId)) return [];
    const isWaiting = order.payments.some(({ waiting }) => waiting.includes(shipmentId));
    const waits: OrderEvent = { type: 'OrderCaptureWaits', orderId, paymentId, shipmentId };
    return conclude(order, context, [
      ...(isWaiting ? [] : [waits]),
      ...holdOnce(order, context, { reason: 'payment', owner: OWNER, cause: `capture/${shipmentId}`, note }),
    ]);
  },

  RecordRefund({ orderId, paymentId, refundId, units, amount }, order, context) {
    if (order.status === 'none') return [];
    const isKnown = order.payments.some(({ refunds }) =>
      refunds.some((refund) => refund.refundId === refundId),
    );
    if (isKnown) return [];
    return conclude(order, context, [
      { type: 'OrderRefundRecorded', orderId, paymentId, refundId, units, amount },
    ]);
  },
};

/** Records what became of a payment. An order that waits for it is held until the customer has paid. */
function withoutPayment(
  order: Placed,
  paymentId: string,
  ending: Exclude<PaymentOutcome, 'authorised'>,
  note: string,
  context: DecisionContext,
): readonly OrderEvent[] {
  const recorded = outcome(order, paymentId, ending);
  const isNeeded = isPresentPayment(order, paymentId) && amountToPay(order).amount > 0;
  if (!isNeeded || !isOpen(order) || order.status === 'cancelling') return conclude(order, context, recorded);
  const reason = order.status === 'pending' ? 'payment_review' : 'payment';
  const cause = `payment/${paymentId}`;
  return conclude(order, context, [
    ...recorded,
    ...holdOnce(order, context, { reason, owner: OWNER, cause, note }),
  ]);
}

function outcome(order: Placed, paymentId: string, next: PaymentOutcome): readonly OrderEvent[] {
  if (outcomeOf(order, paymentId) === next) return [];
  const { orderId } = order.placed;
  return [{ type: 'OrderPaymentRecorded', orderId, paymentId, outcome: next }];
}

function outcomeOf(order: Placed, id: string): OrderPayment['outcome'] | undefined {
  return order.payments.find(({ paymentId }) => paymentId === id)?.outcome;
}

function isPresentPayment({ payments }: Placed, paymentId: string): boolean {
  return payments.at(-1)?.paymentId === paymentId;
}

function capturesOf({ payments }: Placed): OrderPayment['captures'] {
  return payments.flatMap(({ captures }) => captures);
}

/** Once the present payment is authorised, the troubles of earlier ones are over. A failed capture is not. */
function isOfPayment({ cause }: Hold): boolean {
  return cause?.startsWith('payment/') === true;
}

function causedBy(paymentId: string) {
  return ({ cause }: Hold) => cause === `payment/${paymentId}`;
}
