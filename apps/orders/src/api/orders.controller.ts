import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import {
  AddNote,
  AddTag,
  CancelOrder,
  ChangeShippingAddress,
  HoldOrder,
  PayForOrder,
  PlaceOrder,
  RefundLostParcel,
  ReleaseHold,
  RemoveTag,
  ReshipParcel,
} from '../domain/order.commands.js';
import { orderIdOf } from '../domain/reference-claim.js';
import { OrderView } from '../projections/order-view.projection.js';
import type { TimelineEntry } from '../projections/timeline.projection.js';
import { ListOrders, queryOf, summaryOf, type OrderSummary } from './list-orders.js';
import { listTagged } from './list-tagged-orders.js';
import { OrderPlacement } from './order-placement.js';
import { entriesAfter, ListTimeline, readTimeline } from './order-timeline.js';

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
    private readonly placement: OrderPlacement,
  ) {}

  @Post()
  place(@Command({ id: 'orderId', idFrom: idFromReference }) order: PlaceOrder): Promise<Receipt> {
    return this.placement.place(order);
  }

  @Post(':orderId/hold')
  hold(@Command() command: HoldOrder): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/release-hold')
  releaseHold(@Command() command: ReleaseHold): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/cancel')
  cancel(@Command() command: CancelOrder): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/change-shipping-address')
  changeShippingAddress(@Command() command: ChangeShippingAddress): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/pay')
  pay(@Command() command: PayForOrder): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/reship')
  reship(@Command() command: ReshipParcel): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/refund-lost')
  refundLost(@Command() command: RefundLostParcel): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/add-note')
  addNote(@Command() command: AddNote): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/add-tag')
  addTag(@Command() command: AddTag): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':orderId/remove-tag')
  removeTag(@Command() command: RemoveTag): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListOrders,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<OrderSummary>> {
    const page =
      params.tag === undefined
        ? await this.reads.list(OrderView, queryOf(params), freshness)
        : await listTagged(this.reads, params.tag, params, freshness);
    return listed({ ...page, items: page.items.map(summaryOf) });
  }

  @Get('by-number/:channel/:number')
  async byNumber(
    @Param('channel') channel: string,
    @Param('number') number: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found> {
    const where = { channel: { equals: channel }, number: { equals: number } };
    const { items } = await this.reads.list(OrderView, { where, limit: 1 }, freshness);
    return found('order', items[0]);
  }

  @Get(':orderId')
  async one(@Param('orderId') orderId: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('order', await this.reads.getText(OrderView, orderId.toLowerCase(), freshness));
  }

  @Get(':orderId/timeline')
  async timeline(
    @Param('orderId') orderId: string,
    @Params() params: ListTimeline,
  ): Promise<Listed<TimelineEntry>> {
    return listed(entriesAfter(await readTimeline(this.reads, orderId.toLowerCase()), params));
  }
}

/** A request that has a reference and no id is the same order each time. */
function idFromReference({ channel = 'web', externalReference }: Readonly<Record<string, unknown>>) {
  if (typeof channel !== 'string' || typeof externalReference !== 'string') return undefined;
  return orderIdOf(channel, externalReference);
}
