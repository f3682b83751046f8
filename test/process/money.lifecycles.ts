import { Bill, bills, Payment, payments } from './apps.js';
import {
  answering,
  capture,
  captureId,
  eur,
  granting,
  orderId,
  paymentId,
  refundId,
  shipmentId,
  stateOf,
  units,
} from './payment.words.js';
import { processOf } from './transitions.js';

const another = 'p-2';
const drop = new payments.DropParcel({ paymentId, orderId, shipmentId, units, reason: 'order_cancelled' });
const cancel = new payments.CancelPayment({ paymentId, orderId, reason: 'customer' });
const close = new payments.ClosePayment({ paymentId, orderId });
const ask = new payments.RequestCapture(capture);

type State = typeof Payment.initial;

function statusOf(payment: State, kind: string): string {
  return payment.operations.find((operation) => operation.kind === kind)?.status ?? 'none';
}

/** What is taken for one parcel. */
export const captureProcess = processOf({
  title: 'Capture of a payment for one parcel',
  isOfPart: true,
  aggregate: Payment,
  statusOf: (payment) => statusOf(payment, 'capture'),
  commandsFor: (payment) => [
    ...granting(payment),
    ask,
    new payments.RetryCapture({ paymentId, captureId }),
    new payments.WithdrawCapture(capture),
    drop,
    cancel,
    close,
    new payments.RenewAuthorisation({ paymentId }),
    ...answering(payment, 'capture'),
  ],
  distinctBy: (payment) => stateOf(payment, 'capture'),
});

/** What is given back of an authorisation that nothing is captured of any more. */
export const voidProcess = processOf({
  title: 'Void of a payment',
  isOfPart: true,
  aggregate: Payment,
  statusOf: (payment) => statusOf(payment, 'void'),
  commandsFor: (payment) => [
    ...granting(payment),
    new payments.VoidPayment({ paymentId }),
    cancel,
    close,
    ...answering(payment, 'void'),
  ],
  distinctBy: (payment) => stateOf(payment, 'void'),
});

/** What is paid back of a capture. */
export const refundProcess = processOf({
  title: 'Refund of a payment',
  isOfPart: true,
  aggregate: Payment,
  statusOf: (payment) => statusOf(payment, 'refund'),
  commandsFor: (payment) => {
    if (payment.status !== 'authorised') return granting(payment);
    const taken = payment.operations.find(({ kind }) => kind === 'capture');
    if (!taken) return [ask];
    if (taken.status === 'asked') {
      const outcome = { result: 'done', reference: 'op-1' } as const;
      return [new payments.RecordOperation({ paymentId, key: taken.key, outcome })];
    }
    const ids = payment.operations.flatMap((one) => (one.kind === 'refund' ? [one.refundId] : []));
    const back = { orderId, units, reason: 'shipment_lost' };
    const lent = { ...back, paymentId, fromPaymentId: another, units: [] };
    return [
      drop,
      new payments.RequestRefund({ paymentId, refundId, amount: 20, currency: 'EUR', reason: 'goodwill' }),
      new payments.RefundUnits({ ...back, paymentId, captureId, refundId: 'r-2' }),
      new payments.AcceptRefund({ ...lent, refundId: 'r-3', amount: eur(20) }),
      new payments.AcceptRefund({ ...lent, refundId: 'r-4', amount: eur(99) }),
      ...ids.flatMap((id) => [
        new payments.RetryRefund({ paymentId, refundId: id }),
        new payments.RedirectRefund({ paymentId, refundId: id, toPaymentId: another }),
        new payments.SettleRefundManually({ paymentId, refundId: id, evidence: 'bank transfer 7' }),
        new payments.RecordRedirectionRefused({ paymentId, refundId: id, reason: 'exceeds_captured' }),
      ]),
      ...(ids.length > 2 ? [] : answering(payment, 'refund')),
    ];
  },
  distinctBy: (payment) => stateOf(payment, 'refund'),
});

const { paymentId: _paymentId, captureId: _captureId, ...parcel } = capture;
const refund = { orderId, units, reason: 'shipment_lost' };

/** Which payment pays for a parcel. */
export const billProcess = processOf({
  title: 'Parcel on the bill of an order',
  isOfPart: true,
  aggregate: Bill,
  statusOf: ({ parcels: [one] }) => {
    if (!one) return 'none';
    return one.isCancelled ? 'cancelled' : 'assigned';
  },
  commandsFor: ({ parcels: [one] }) => [
    new bills.BillParcel({ ...parcel, paymentId }),
    new bills.AddPayment({ orderId, paymentId: another }),
    ...(one && 'captureId' in one
      ? [new bills.ReassignCapture({ orderId, shipmentId, captureId: one.captureId })]
      : []),
    new bills.CancelParcel({ orderId, shipmentId, units, reason: 'order_cancelled' }),
    new bills.AssignRefund({ ...refund, refundId }),
  ],
});
