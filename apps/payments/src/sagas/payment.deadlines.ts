import { deadline, type Due } from '@waybill/kernel';
import { AskAgain, ExpireAction, RetryOperation } from '../domain/payment.saga-commands.js';
import type { PaymentEvent } from '../domain/payment.events.js';

/** The provider is asked again about an authorisation without an answer or with an unknown outcome. */
export const AuthorisationDue = deadline<PaymentEvent>()({
  name: 'authorisation',
  set: {
    AuthorisationRequested: ({ paymentId, answerBy }) => ({ id: paymentId, at: answerBy }),
    ActionCompleted: ({ paymentId, answerBy }) => ({ id: paymentId, at: answerBy }),
    ReconciliationRequested: ({ paymentId, answerBy }) => ({ id: paymentId, at: answerBy }),
    PaymentOutcomeUnknown: ({ paymentId, askAgainAt }) => ({ id: paymentId, at: askAgainAt }),
  },
  clear: {
    PaymentAuthorised: ({ paymentId }) => paymentId,
    AuthorisationArrivedLate: ({ paymentId }) => paymentId,
    PaymentDeclined: ({ paymentId }) => paymentId,
    PaymentActionRequired: ({ paymentId }) => paymentId,
    PaymentOutcomeUnresolved: ({ paymentId }) => paymentId,
    PaymentCancelled: ({ paymentId }) => paymentId,
  },
  fire: ({ id: paymentId }) => new AskAgain({ paymentId }),
});

/** A payment is cancelled when the customer does not complete a required action in time. */
export const ActionDue = deadline<PaymentEvent>()({
  name: 'action',
  set: { PaymentActionRequired: ({ paymentId, expiresAt }) => ({ id: paymentId, at: expiresAt }) },
  clear: {
    ActionCompleted: ({ paymentId }) => paymentId,
    PaymentCancelled: ({ paymentId }) => paymentId,
  },
  fire: ({ id: paymentId }) => new ExpireAction({ paymentId }),
});

/** A capture, void or refund that failed or was not answered is requested again. */
export const OperationDue = deadline<PaymentEvent>()({
  name: 'operation',
  set: {
    CaptureRequested: (asked) => due(asked, asked.answerBy),
    VoidRequested: (asked) => due(asked, asked.answerBy),
    RefundRequested: (asked) => due(asked, asked.answerBy),
    CaptureFailed: (failed) => due(failed, failed.retryAt),
    VoidFailed: (failed) => due(failed, failed.retryAt),
    RefundFailed: (failed) => due(failed, failed.retryAt),
  },
  clear: {
    PaymentCaptured: idOf,
    CaptureFailed: idOf,
    CaptureAbandoned: idOf,
    PaymentVoided: idOf,
    VoidFailed: idOf,
    RefundSucceeded: idOf,
    RefundFailed: idOf,
  },
  fire({ id }) {
    const [paymentId = '', key = ''] = id.split('/');
    return new RetryOperation({ paymentId, key });
  },
});

interface OfOperation {
  readonly paymentId: string;
  readonly key: string;
}

function idOf({ paymentId, key }: OfOperation): string {
  return `${paymentId}/${key}`;
}

/** Without a time the operation is not retried, and the deadline is cleared. */
function due(operation: OfOperation, at: string | undefined): Due | undefined {
  return at === undefined ? undefined : { id: idOf(operation), at };
}
