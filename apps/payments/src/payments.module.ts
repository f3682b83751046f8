import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { PaymentsController } from './api/payments.controller.js';
import { PaymentProvider } from './outside/payment-provider.js';
import { SandboxProvider } from './outside/sandbox-provider.js';
import { Payments } from './payments.context.js';

@Module(
  context(Payments, {
    controllers: [PaymentsController],
    providers: [{ provide: PaymentProvider, useClass: SandboxProvider }],
  }),
)
export class PaymentsModule {}
