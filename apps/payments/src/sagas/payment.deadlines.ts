import { deadline, type Due } from '@waybill/kernel';
import {
  AskAgain,
  ExpireAction,
  ExpirePayment,
  RenewAuthorisation,
  RetryOperation,
} from '../domain/payment.saga-commands.js';
import type { PaymentEvent } from '../domain/payment.events.js';

interface OfPayment {
  readonly paymentId: string;
}

interface OfOperation extends OfPayment {
  readonly key: string;
}

const idOf = ({ paymentId }: OfPayment) => paymentId;
const operationIdOf = ({ paymentId, key }: OfOperation) => `${paymentId}/${key}`;
const at = (id: string, time: string | undefined): Due | undefined =>
  time === undefined ? undefined : { id, at: time };

/** The provider is asked again about an authorisation without an answer or with an unknown outcome. */
export const AuthorisationDue = deadline<PaymentEvent>()({
  name: 'authorisation',
  set: {
    AuthorisationRequested: ({ paymentId, answerBy }) => ({ id: paymentId, at: answerBy }),
    ActionCompleted: ({ paymentId, answerBy }) => ({ id: paymentId, at: answerBy }),
    ReconciliationRequested: ({ paymentId, answerBy }) => ({ id: paymentId, at: answerBy }),
    PaymentOutcomeUnknown: ({ paymentId, askAgainAt }) => ({ id: paymentId, at: askAgainAt }),
    PaymentOutcomeUnresolved: ({ paymentId, askAgainAt }) => ({ id: paymentId, at: askAgainAt }),
  },
  clear: {
    PaymentAuthorised: idOf,
    AuthorisationArrivedLate: idOf,
    PaymentDeclined: idOf,
    PaymentActionRequired: idOf,
    PaymentCancelled: idOf,
  },
  fire: ({ id: paymentId }) => new AskAgain({ paymentId }),
});

/** A payment is cancelled when the customer does not complete a required action in time. */
export const ActionDue = deadline<PaymentEvent>()({
  name: 'action',
  set: { PaymentActionRequired: ({ paymentId, expiresAt }) => ({ id: paymentId, at: expiresAt }) },
  clear: { ActionCompleted: idOf, PaymentCancelled: idOf },
  fire: ({ id: paymentId }) => new ExpireAction({ paymentId }),
});

/** A payment that waits for its order or its customer ends when neither comes. */
export const PaymentUse = deadline<PaymentEvent>()({
  name: 'payment-use',
  set: {
    PaymentCreated: ({ paymentId, keptUntil }) => ({ id: paymentId, at: keptUntil }),
    PaymentExpected: ({ paymentId, keptUntil }) => ({ id: paymentId, at: keptUntil }),
    PaymentDeclined: ({ paymentId, keptUntil }) => at(paymentId, keptUntil),
  },
  clear: {
    AuthorisationRequested: idOf,
    PaymentDeclined: idOf,
    PaymentAuthorised: idOf,
    PaymentCancelled: idOf,
  },
  fire: ({ id: paymentId }) => new ExpirePayment({ paymentId }),
});

/** An authorisation is renewed before it expires; where that fails, the order needs another payment. */
export const AuthorisationRenewal = deadline<PaymentEvent>()({
  name: 'authorisation-renewal',
  set: {
    PaymentAuthorised: ({ paymentId, amount, renewAt }) =>
      amount.amount === 0 ? undefined : { id: paymentId, at: renewAt },
    AuthorisationRenewed: ({ paymentId, renewAt }) => ({ id: paymentId, at: renewAt }),
    RenewalFailed: ({ paymentId, next, expiresAt }) =>
      at(paymentId, next === 'ended' ? expiresAt : undefined),
  },
  clear: { AuthorisationExpired: idOf, PaymentClosed: idOf, PaymentCancellationRequested: idOf },
  fire: ({ id: paymentId }) => new RenewAuthorisation({ paymentId }),
});

/** An operation that failed or was not answered is requested again; a capture that has waited too long ends. */
export const OperationDue = deadline<PaymentEvent>()({
  name: 'operation',
  set: {
    RenewalRequested: (asked) => at(operationIdOf(asked), asked.answerBy),
    CaptureRequested: (asked) => at(operationIdOf(asked), asked.answerBy),
    VoidRequested: (asked) => at(operationIdOf(asked), asked.answerBy),
    RefundRequested: (asked) => at(operationIdOf(asked), asked.answerBy),
    RenewalFailed: (failed) => at(operationIdOf(failed), failed.retryAt),
    CaptureFailed: (failed) => at(operationIdOf(failed), failed.retryAt ?? failed.endsAt),
    VoidFailed: (failed) => at(operationIdOf(failed), failed.retryAt),
    RefundFailed: (failed) => at(operationIdOf(failed), failed.retryAt),
  },
  clear: {
    AuthorisationRenewed: operationIdOf,
    RenewalFailed: operationIdOf,
    PaymentCaptured: operationIdOf,
    CaptureQueued: operationIdOf,
    CaptureFailed: operationIdOf,
    CaptureCancelled: operationIdOf,
    CaptureWithdrawn: operationIdOf,
    PaymentVoided: operationIdOf,
    VoidFailed: operationIdOf,
    RefundSucceeded: operationIdOf,
    RefundFailed: operationIdOf,
    RefundDropped: operationIdOf,
  },
  fire({ id }) {
    const [paymentId = '', key = ''] = id.split('/');
    return new RetryOperation({ paymentId, key });
  },
});
