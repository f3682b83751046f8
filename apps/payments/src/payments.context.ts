import type { Context } from '@waybill/kernel';
import { Bill } from './domain/bill.js';
import { Payment } from './domain/payment.js';
import { PaymentsPublications } from './payments.publications.js';
import { OrderTerms } from './projections/order-terms.projection.js';
import { PaymentView } from './projections/payment-view.projection.js';
import { BillSaga } from './sagas/bill.saga.js';
import {
  ActionDue,
  AuthorisationDue,
  AuthorisationRenewal,
  OperationDue,
  PaymentUse,
} from './sagas/payment.deadlines.js';
import { PaymentSaga } from './sagas/payment.saga.js';
import { ProviderSaga } from './sagas/provider.saga.js';

export const Payments: Context = {
  name: 'payments',
  file: import.meta.url,
  aggregates: [Payment, Bill],
  projections: [PaymentView, OrderTerms],
  sagas: [PaymentSaga, BillSaga, ProviderSaga],
  deadlines: [AuthorisationDue, ActionDue, PaymentUse, AuthorisationRenewal, OperationDue],
  publications: PaymentsPublications,
};
