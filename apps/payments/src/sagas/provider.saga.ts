import { saga } from '@waybill/kernel';
import { RecordAuthorisation, RecordOperation } from '../domain/payment.commands.js';
import type { PaymentEvent } from '../domain/payment.events.js';
import { PaymentProvider } from '../outside/payment-provider.js';

/** Every intent is put to the provider, and what it answers is recorded. */
export const ProviderSaga = saga<PaymentEvent>()({
  name: 'provider',
  on: {
    async AuthorisationRequested({ paymentId, ...asked }, { outside }) {
      const answers = await outside(PaymentProvider).authorise({ ...asked, orderId: paymentId });
      return answers.map((outcome) => new RecordAuthorisation({ paymentId, key: asked.key, outcome }));
    },
    async ActionCompleted({ paymentId, ...asked }, { outside }) {
      const outcome = await outside(PaymentProvider).confirm({ ...asked, orderId: paymentId });
      return [new RecordAuthorisation({ paymentId, key: asked.key, outcome })];
    },
    async ReconciliationRequested({ paymentId, ...asked }, { outside }) {
      const outcome = await outside(PaymentProvider).lookup({ ...asked, orderId: paymentId });
      return [new RecordAuthorisation({ paymentId, key: asked.key, outcome })];
    },
    async CaptureRequested({ paymentId, key, ...request }, { outside }) {
      const outcome = await outside(PaymentProvider).capture({ ...request, key });
      return [new RecordOperation({ paymentId, key, outcome })];
    },
    async VoidRequested({ paymentId, key, ...request }, { outside }) {
      const outcome = await outside(PaymentProvider).void({ ...request, key });
      return [new RecordOperation({ paymentId, key, outcome })];
    },
    async RefundRequested({ paymentId, key, ...request }, { outside }) {
      const outcome = await outside(PaymentProvider).refund({ ...request, key });
      return [new RecordOperation({ paymentId, key, outcome })];
    },
  },
});
