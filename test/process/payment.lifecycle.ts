import type { Command } from '@waybill/kernel';
import { Payment, payments } from './apps.js';
import { eur, granted, orderId, paymentId } from './payment.words.js';
import { processOf } from './transitions.js';

const answers = [
  granted,
  { result: 'declined', reason: 'insufficient_funds', retryable: true },
  { result: 'declined', reason: 'card_declined', retryable: false },
  { result: 'action_required', url: 'https://bank.example/complete' },
  { result: 'unknown' },
] as const;

const renewals = [
  granted,
  { result: 'failed', reason: 'provider_busy', retryable: true },
  { result: 'failed', reason: 'provider_refused', retryable: false },
  { result: 'unknown' },
] as const;

const always: readonly Command[] = [
  new payments.CreatePayment({ paymentId, method: 'tok_approve' }),
  new payments.RequestAuthorisation({ paymentId, orderId, amount: eur(30), replaces: false }),
  new payments.RequestAuthorisation({ paymentId, orderId: 'o-2', amount: eur(30), replaces: false }),
  new payments.RetryPayment({ paymentId, method: 'tok_approve' }),
  new payments.CompleteAction({ paymentId }),
  new payments.ExpireAction({ paymentId }),
  new payments.ExpirePayment({ paymentId }),
  new payments.AskAgain({ paymentId }),
  new payments.ReconcilePayment({ paymentId }),
  new payments.CancelPayment({ paymentId, orderId, reason: 'customer' }),
  new payments.AbandonPayment({ paymentId, orderId }),
  new payments.ClosePayment({ paymentId, orderId }),
  new payments.RenewAuthorisation({ paymentId }),
];

/** Up to the provider's yes or no, the renewal of the yes, and what ends a payment. */
export const paymentProcess = processOf({
  title: 'Payment',
  aggregate: Payment,
  statusOf: ({ status }) => status,
  commandsFor: (payment) => [
    ...always,
    ...('key' in payment
      ? answers.map((outcome) => new payments.RecordAuthorisation({ paymentId, key: payment.key, outcome }))
      : []),
    ...payment.operations
      .filter(({ kind }) => kind === 'renewal')
      .flatMap(({ key }) => [
        new payments.RetryOperation({ paymentId, key }),
        ...renewals.map((outcome) => new payments.RecordRenewal({ paymentId, key, outcome })),
      ]),
  ],
  distinctBy: ({ status, operations, cancelling, isClosed, workItems, createdWith, ...phase }) => [
    status,
    createdWith,
    'attempt' in phase ? phase.attempt : 0,
    'tries' in phase ? [Math.min(7, phase.tries), phase.isAsking, phase.isUnresolved] : [],
    'dueAt' in phase,
    // Only the latest operations matter, and each is renewed alike.
    [...new Set(operations.map((one) => `${one.kind} ${one.status} ${one.attempt}`))].toSorted(),
    cancelling,
    isClosed,
    workItems.length,
  ],
});
