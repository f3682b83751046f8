import { saga } from '@waybill/kernel';
import { RecordAuthorisation, RecordOperation } from '../domain/payment.saga-commands.js';
import type { PaymentEvent } from '../domain/payment.events.js';
import {
  PaymentProvider,
  type AuthorisationAnswer,
  type OperationAnswer,
} from '../outside/payment-provider.js';

/** Every intent is put to the provider, and what it answers is recorded. */
export const ProviderSaga = saga<PaymentEvent>()({
  name: 'provider',
  on: {
    async AuthorisationRequested(asked, surroundings) {
      const answers = await surroundings.outside(PaymentProvider).authorise(ofOrder(asked));
      return answers.flatMap((answer) => authorisation(asked, answer));
    },
    async ActionCompleted(asked, surroundings) {
      return authorisation(asked, await surroundings.outside(PaymentProvider).confirm(ofOrder(asked)));
    },
    async ReconciliationRequested(asked, surroundings) {
      return authorisation(asked, await surroundings.outside(PaymentProvider).lookup(ofOrder(asked)));
    },
    async CaptureRequested(asked, surroundings) {
      return operation(asked, await surroundings.outside(PaymentProvider).capture(asked));
    },
    async VoidRequested(asked, surroundings) {
      return operation(asked, await surroundings.outside(PaymentProvider).void(asked));
    },
    async RefundRequested(asked, surroundings) {
      return operation(asked, await surroundings.outside(PaymentProvider).refund(asked));
    },
  },
});

interface Asked {
  readonly paymentId: string;
  readonly key: string;
}

function ofOrder<T extends Asked>(asked: T) {
  return { ...asked, orderId: asked.paymentId };
}

function authorisation({ paymentId, key }: Asked, outcome: AuthorisationAnswer) {
  return [new RecordAuthorisation({ paymentId, key, outcome })];
}

function operation({ paymentId, key }: Asked, outcome: OperationAnswer) {
  return [new RecordOperation({ paymentId, key, outcome })];
}
