import { saga } from '@waybill/kernel';
import { RecordAuthorisation, RecordOperation, RecordRenewal } from '../domain/payment.saga-commands.js';
import type { PaymentEvent } from '../domain/payment.events.js';
import {
  PaymentProvider,
  type AuthorisationAnswer,
  type OperationAnswer,
  type VoidAnswer,
} from '../outside/payment-provider.js';

/** Calls the provider for every recorded request, and records its answer. */
export const ProviderSaga = saga<PaymentEvent>()({
  name: 'provider',
  on: {
    async AuthorisationRequested(request, context) {
      const answers = await context.outside(PaymentProvider).authorise(request);
      return answers.flatMap((answer) => authorisation(request, answer));
    },
    async ActionCompleted(request, context) {
      return authorisation(request, await context.outside(PaymentProvider).confirm(request));
    },
    async ReconciliationRequested(request, context) {
      return authorisation(request, await context.outside(PaymentProvider).lookup(request));
    },
    async RenewalRequested(request, context) {
      const { paymentId, key } = request;
      const outcome = await context.outside(PaymentProvider).renew(request);
      return [new RecordRenewal({ paymentId, key, outcome })];
    },
    async CaptureRequested(request, context) {
      return operation(request, await context.outside(PaymentProvider).capture(request));
    },
    async VoidRequested(request, context) {
      return operation(request, await context.outside(PaymentProvider).void(request));
    },
    async RefundRequested(request, context) {
      return operation(request, await context.outside(PaymentProvider).refund(request));
    },
  },
});

interface Request {
  readonly paymentId: string;
  readonly key: string;
}

function authorisation({ paymentId, key }: Request, outcome: AuthorisationAnswer) {
  return [new RecordAuthorisation({ paymentId, key, outcome })];
}

function operation({ paymentId, key }: Request, outcome: OperationAnswer | VoidAnswer) {
  return [new RecordOperation({ paymentId, key, outcome })];
}
