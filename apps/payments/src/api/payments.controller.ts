import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  Command,
  Consistency,
  found,
  listed,
  Params,
  type Found,
  type Freshness,
  type Listed,
} from '@waybill/edge';
import { ReadModels, type Receipt } from '@waybill/engine';
import {
  CompleteAction,
  CreatePayment,
  ReconcilePayment,
  RedirectRefund,
  RequestRefund,
  RetryCapture,
  RetryPayment,
  RetryRefund,
  SettleRefundManually,
  VoidPayment,
} from '../domain/payment.commands.js';
import type { PaymentDocument } from '../projections/payment-document.js';
import { PaymentView } from '../projections/payment-view.projection.js';
import { ListPayments, queryOf } from './list-payments.js';

@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post()
  create(@Command({ id: 'paymentId' }) command: CreatePayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListPayments,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<PaymentDocument>> {
    return listed(await this.reads.list(PaymentView, queryOf(params), freshness));
  }

  @Get(':paymentId')
  async read(@Param('paymentId') paymentId: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('payment', await this.reads.getText(PaymentView, paymentId, freshness));
  }

  @Post(':paymentId/retry')
  retry(@Command() command: RetryPayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/complete-action')
  completeAction(@Command() command: CompleteAction): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/reconcile')
  reconcile(@Command() command: ReconcilePayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/void')
  void(@Command() command: VoidPayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/captures/:captureId/retry')
  retryCapture(@Command() command: RetryCapture): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/refund')
  refund(@Command() command: RequestRefund): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/refunds/:refundId/retry')
  retryRefund(@Command() command: RetryRefund): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/refunds/:refundId/redirect')
  redirectRefund(@Command() command: RedirectRefund): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':paymentId/refunds/:refundId/settle-manually')
  settleRefund(@Command() command: SettleRefundManually): Promise<Receipt> {
    return this.commands.execute(command);
  }
}
