import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  CalledBy,
  Caller,
  Command,
  Consistency,
  found,
  listed,
  Params,
  Referenced,
  Roles,
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
import { reference } from './reference.js';

@Controller('payments')
@Referenced(reference)
export class PaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Creates a payment with the token of the customer's card. The order that names it decides the amount. */
  @Post()
  @Roles('staff', 'customer')
  create(@Command({ id: 'paymentId' }) command: CreatePayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Payments, with what has become of their money. */
  @Get()
  async list(
    @Params() params: ListPayments,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<PaymentDocument>> {
    return listed(await this.reads.list(PaymentView, queryOf(params), freshness));
  }

  /** A payment, with its captures, voids and refunds. */
  @Get(':paymentId')
  @Roles('staff', 'customer')
  async one(
    @Param('paymentId') paymentId: string,
    @Consistency() freshness: Freshness,
    @CalledBy() caller: Caller,
  ): Promise<Found<PaymentDocument>> {
    await this.ensureOwned(paymentId, caller, freshness);
    return found<PaymentDocument>('payment', await this.reads.getText(PaymentView, paymentId, freshness));
  }

  /** Pays again after a decline, with the same method or another one. */
  @Post(':paymentId/retry')
  retry(@Command() command: RetryPayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Says that the customer has completed the action that the card issuer required. */
  @Post(':paymentId/complete-action')
  @Roles('staff', 'customer')
  async completeAction(@Command() command: CompleteAction, @CalledBy() caller: Caller): Promise<Receipt> {
    await this.ensureOwned(command.paymentId, caller);
    return this.commands.execute(command);
  }

  /** Asks the provider again about operations whose outcome is unknown. */
  @Post(':paymentId/reconcile')
  reconcile(@Command() command: ReconcilePayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Voids again what the order does not need and a void has not released. */
  @Post(':paymentId/void')
  void(@Command() command: VoidPayment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Repeats a capture that has failed. */
  @Post(':paymentId/captures/:captureId/retry')
  retryCapture(@Command() command: RetryCapture): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Pays captured money back, for units or as goodwill. */
  @Post(':paymentId/refund')
  refund(@Command() command: RequestRefund): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Repeats a refund that has failed. */
  @Post(':paymentId/refunds/:refundId/retry')
  retryRefund(@Command() command: RetryRefund): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Pays a failed refund back through another payment of the same order. */
  @Post(':paymentId/refunds/:refundId/redirect')
  redirectRefund(@Command() command: RedirectRefund): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Records that a failed refund was paid back in another way. */
  @Post(':paymentId/refunds/:refundId/settle-manually')
  settleRefund(@Command() command: SettleRefundManually): Promise<Receipt> {
    return this.commands.execute(command);
  }
  /** A payment is a customer's own from when an order uses it. Staff need not be looked up. */
  private async ensureOwned(paymentId: string, caller: Caller, freshness?: Freshness): Promise<void> {
    if (caller.hasOneOf(['staff'])) return;
    const payment = await this.reads.get(PaymentView, paymentId, freshness);
    caller.ensureOwns('payment', payment?.customerId);
  }
}
