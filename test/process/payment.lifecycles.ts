import type { Command } from '@waybill/kernel';
import { Payment, payments } from './apps.js';
import { processOf } from './transitions.js';

const paymentId = 'p-1';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const shipmentId = 's-1';

/** The engine asks four times; what a person asks for after that changes nothing here. */
const ATTEMPTS_MAX = 4;

const authorisation: readonly Command[] = [
  new payments.CreatePayment({
    orderId: paymentId,
    customerId: 'ada',
    amount: eur(30),
    method: 'tok_approve',
  }),
  new payments.RequestAuthorisation({ paymentId }),
  new payments.RetryPayment({ paymentId, method: 'tok_approve' }),
  new payments.CompleteAction({ paymentId }),
  new payments.ExpireAction({ paymentId }),
  new payments.AskAgain({ paymentId }),
  new payments.CancelPayment({ paymentId, reason: 'customer' }),
  new payments.AbandonPayment({ paymentId }),
];

const settlement: readonly Command[] = [
  new payments.RequestCapture({ paymentId, shipmentId, amount: eur(20) }),
  new payments.CancelCapture({ paymentId, shipmentId, reason: 'customer' }),
  new payments.VoidPayment({ paymentId }),
  new payments.RequestRefund({ paymentId, refundId: 'r-1', amount: 5, currency: 'EUR', reason: 'goodwill' }),
  new payments.ClosePayment({ paymentId }),
  new payments.CancelPayment({ paymentId, reason: 'customer' }),
];

const authorisationAnswers = [
  { result: 'authorised' },
  { result: 'declined', reason: 'insufficient-funds', retryable: true },
  { result: 'declined', reason: 'card-declined', retryable: false },
  { result: 'action-required', url: '/complete-action' },
  { result: 'unknown' },
] as const;

const operationAnswers = [
  { result: 'done' },
  { result: 'failed', reason: 'provider-busy', retryable: true },
  { result: 'failed', reason: 'provider-refused', retryable: false },
  { result: 'unknown' },
] as const;

type State = typeof Payment.initial;

/** Up to the provider's yes or no, and what ends a payment. */
export const paymentProcess = processOf({
  title: 'Payment',
  aggregate: Payment,
  statusOf: ({ status }) => status,
  commandsFor: (payment) => {
    const key = 'key' in payment ? payment.key : undefined;
    return [
      ...authorisation,
      new payments.ClosePayment({ paymentId }),
      // A person may ask about an unresolved outcome for ever; here once.
      ...('tries' in payment && payment.tries > 6 ? [] : [new payments.ReconcilePayment({ paymentId })]),
      ...(key === undefined
        ? []
        : authorisationAnswers.map(
            (outcome) => new payments.RecordAuthorisation({ paymentId, key, outcome }),
          )),
    ];
  },
});

/** What is taken of an authorised payment for one shipment. Refunds and voids have the same statuses. */
export const captureProcess = processOf({
  title: 'Capture of a payment for one shipment',
  isOfPart: true,
  aggregate: Payment,
  statusOf: (payment) => operationsOf(payment).find(({ kind }) => kind === 'capture')?.status ?? 'none',
  distinctBy: (payment) => {
    const { cancelling, closed } = { cancelling: undefined, closed: undefined, ...payment };
    const operations = operationsOf(payment);
    const captures = operations.filter(({ kind }) => kind === 'capture');
    const given = operations.filter(({ kind }) => kind !== 'capture');
    const back = [...new Set(given.map(({ kind, status }) => `${kind} ${status}`))].toSorted();
    return [
      payment.status,
      cancelling,
      closed,
      captures.map(({ status, attempt }) => [status, attempt]),
      back,
    ];
  },
  commandsFor: (payment) => [
    ...granting(payment),
    ...(payment.status === 'authorised' ? settlement : []),
    ...(operationsOf(payment).some(({ attempt }) => attempt > ATTEMPTS_MAX)
      ? []
      : [new payments.ReconcilePayment({ paymentId })]),
    ...operationsOf(payment).flatMap(({ key, kind, attempt }) => [
      ...(attempt > ATTEMPTS_MAX ? [] : [new payments.RetryOperation({ paymentId, key })]),
      ...operationAnswers
        .filter(({ result }) => kind === 'capture' || result !== 'unknown')
        .map((outcome) => new payments.RecordOperation({ paymentId, key, outcome })),
    ]),
  ],
});

/** The shortest way to an authorised payment. */
function granting(payment: State): readonly Command[] {
  if (payment.status === 'none') return authorisation.slice(0, 1);
  if (payment.status === 'created') return [new payments.RequestAuthorisation({ paymentId })];
  if (payment.status !== 'authorising') return [];
  const { key } = payment;
  return [new payments.RecordAuthorisation({ paymentId, key, outcome: { result: 'authorised' } })];
}

function operationsOf(payment: State) {
  return 'ledger' in payment ? (payment.ledger?.operations ?? []) : [];
}
