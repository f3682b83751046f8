import {
  amountOfUnits,
  ensure,
  ensureKnown,
  ensureValid,
  money,
  quantityOfUnits,
  unitsWithin,
  unitsWithout,
  type Decide,
  type Units,
} from '@waybill/kernel';
import {
  RedirectRefund,
  RequestRefund,
  RetryRefund,
  SettleRefundManually,
  type RefundedUnits,
} from './payment.commands.js';
import { AcceptRefund, RecordRedirectionRefused, RefundUnits } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { capturesOf, refundableOf, refundsOf, type Refund } from './payment.ledger.js';
import { idsOf, requestRefund } from './payment.operations.js';
import { unrefunded } from './payment.remainders.js';
import { requestAgain } from './payment.retrying.js';
import { isCreated, isGranted, type PaymentState } from './payment.state.js';

export const refundingCommands = {
  RequestRefund,
  RetryRefund,
  RedirectRefund,
  SettleRefundManually,
  RefundUnits,
  AcceptRefund,
  RecordRedirectionRefused,
};

/** What was captured and is not owed goes back: each unit once, and never more than was captured. */
export const refunding: Decide<PaymentState, PaymentEvent, typeof refundingCommands> = {
  RequestRefund(command, payment, context) {
    ensureKnown(isCreated(payment), 'payment-unknown');
    const { status, operations } = payment;
    ensure(isGranted(payment), 'payment-not-captured', 'Nothing has been captured.', { status });
    const { currency } = payment.granted;
    ensureValid(command.currency === currency, 'other-currency', `The payment is in ${currency}.`);
    const { refundId = context.newId(), reason: cause, shipmentId } = command;
    const amount = money(command.amount, currency);
    const known = refundsOf(operations).find((refund) => refund.refundId === refundId);
    if (known) {
      const isSame = known.amount.amount === amount.amount && known.cause === cause;
      ensure(isSame, 'refund-exists', 'Another refund has this id.');
      return [];
    }
    const units = command.units ? chosenUnits(payment, command.units, command.amount) : [];
    ensureRefundable(payment, command.amount);
    const goodwill = shipmentId === undefined || units.length > 0 ? {} : { shipmentId };
    return [requestRefund(payment, { refundId, units, cause, amount, ...goodwill }, context)];
  },

  RetryRefund({ refundId }, payment, context) {
    const refund = knownRefund(payment, refundId);
    if (['asked', 'done', 'redirected'].includes(refund.status)) return [];
    ensure(refund.status !== 'ended', 'refund-ended', 'The refund is not needed any more.', {
      status: refund.status,
    });
    if (refund.status === 'waiting') ensureRefundable(payment, refund.amount.amount);
    return [requestAgain(payment, refund, context)].filter((event) => event !== undefined);
  },

  RedirectRefund({ refundId, toPaymentId }, payment, context) {
    const refund = knownRefund(payment, refundId);
    if (refund.status === 'redirected') return [];
    ensureWaiting(refund);
    ensureValid(toPaymentId !== context.id, 'same-payment', 'The refund is to go to another payment.');
    const { key, amount, units, cause: reason } = refund;
    const redirected = { key, amount, refundId, units, toPaymentId, reason };
    return [{ type: 'RefundRedirected', ...idsOf(payment, context), ...redirected }];
  },

  SettleRefundManually({ refundId, evidence }, payment, context) {
    const refund = knownRefund(payment, refundId);
    if (refund.status === 'done') return [];
    ensureWaiting(refund);
    const { key, amount, units, insteadOfVoid } = refund;
    const instead = insteadOfVoid === undefined ? {} : { insteadOfVoid };
    const settled = { key, amount, refundId, units, evidence, ...instead };
    return [{ type: 'RefundSettledManually', ...idsOf(payment, context), ...settled }];
  },

  RefundUnits({ orderId, captureId, refundId, units, reason }, payment, context) {
    const isKnown = [...payment.dues, ...refundsOf(payment.operations)].some(
      (due) => due.refundId === refundId,
    );
    if (isKnown) return [];
    return [{ type: 'UnitsDueBack', paymentId: context.id, orderId, captureId, refundId, units, reason }];
  },

  AcceptRefund({ orderId, fromPaymentId, refundId, amount, units, reason: cause }, payment, context) {
    if (refundsOf(payment.operations).some((refund) => refund.refundId === refundId)) return [];
    const isOfOrder = isGranted(payment) && payment.orderId === orderId;
    if (isOfOrder && payment.granted.currency === amount.currency) {
      if (amount.amount <= refundableOf(payment.operations)) {
        return [requestRefund(payment, { refundId, units, cause, amount, fromPaymentId }, context)];
      }
    }
    const reason = isOfOrder ? 'exceeds_captured' : 'payment_of_another_order';
    const { id: paymentId } = context;
    return [{ type: 'RedirectionRefused', paymentId, orderId, refundId, fromPaymentId, reason }];
  },

  RecordRedirectionRefused({ refundId, reason }, payment, context) {
    const refund = refundsOf(payment.operations).find((one) => one.refundId === refundId);
    if (refund?.status !== 'redirected') return [];
    const { key, amount, units, attempt } = refund;
    const failed = { key, amount, refundId, units, attempt, reason, next: 'waiting' } as const;
    return [{ type: 'RefundFailed', ...idsOf(payment, context), ...failed }];
  },
};

function knownRefund(payment: PaymentState, refundId: string): Refund {
  ensureKnown(isCreated(payment), 'payment-unknown');
  const refund = refundsOf(payment.operations).find((one) => one.refundId === refundId);
  ensureKnown(refund, 'refund-unknown');
  return refund;
}

function ensureWaiting({ status }: Refund): void {
  ensure(
    status === 'waiting',
    'refund-not-failed',
    'Only a refund that has failed for good can be paid back otherwise.',
    {
      status,
    },
  );
}

function ensureRefundable({ operations }: PaymentState, amount: number): void {
  const refundable = refundableOf(operations);
  ensure(amount <= refundable, 'refund-exceeds-captured', `At most ${refundable} can still be refunded.`, {
    refundable,
  });
}

/** The captured units that a person has named. Their price must be the amount, and none of them paid back. */
function chosenUnits(
  { operations }: PaymentState,
  chosen: readonly RefundedUnits[],
  amount: number,
): readonly Units[] {
  const paid = capturesOf(operations).filter(
    ({ status, amount: taken }) => status === 'done' && taken.amount > 0,
  );
  const currency = paid[0]?.amount.currency ?? '';
  const free = { sku: '', unitAmount: money(0, currency) };
  const named = chosen.map(({ lineId, first, quantity }) => ({ lineId, first, quantity, ...free }));
  const wanted = quantityOfUnits(named);
  const captured = paid.flatMap((capture) => capture.units);
  const isCaptured = quantityOfUnits(unitsWithin(named, captured)) === wanted;
  ensure(isCaptured, 'units-not-captured', 'Some of these units are not captured.');
  const units = unrefunded(operations).reduce<readonly Units[]>(
    (found, remainder) => [...found, ...unitsWithin(remainder.units, unitsWithout(named, found))],
    [],
  );
  ensure(quantityOfUnits(units) === wanted, 'units-refunded', 'Some of these units are paid back already.');
  const price = amountOfUnits(currency, units);
  ensureValid(price.amount === amount, 'amount-not-of-units', `These units cost ${price.amount}.`, { price });
  return units;
}
