import type { Context } from '@waybill/kernel';
import { Payment } from './domain/payment.js';
import { PaymentsPublications } from './payments.publications.js';
import { PaymentView } from './projections/payment-view.projection.js';
import { ActionDue, AuthorisationDue, OperationDue } from './sagas/payment.deadlines.js';
import { PaymentSaga } from './sagas/payment.saga.js';
import { ProviderSaga } from './sagas/provider.saga.js';

export const Payments: Context = {
  name: 'payments',
  file: import.meta.url,
  aggregates: [Payment],
  projections: [PaymentView],
  sagas: [PaymentSaga, ProviderSaga],
  deadlines: [AuthorisationDue, ActionDue, OperationDue],
  publications: PaymentsPublications,
};
