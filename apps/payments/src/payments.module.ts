import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { PaymentsController } from './api/payments.controller.js';
import { Payment } from './domain/payment.js';
import { PaymentProvider } from './outside/payment-provider.js';
import { SandboxProvider } from './outside/sandbox-provider.js';
import { PaymentsPublications } from './payments.publications.js';
import { PaymentView } from './projections/payment-view.projection.js';
import { ActionDue, AuthorisationDue, OperationDue } from './sagas/payment.deadlines.js';
import { PaymentSaga } from './sagas/payment.saga.js';
import { ProviderSaga } from './sagas/provider.saga.js';

@Module(
  context({
    name: 'payments',
    aggregates: [Payment],
    projections: [PaymentView],
    sagas: [PaymentSaga, ProviderSaga],
    deadlines: [AuthorisationDue, ActionDue, OperationDue],
    publications: PaymentsPublications,
    controllers: [PaymentsController],
    providers: [{ provide: PaymentProvider, useClass: SandboxProvider }],
  }),
)
export class PaymentsModule {}
