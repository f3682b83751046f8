import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import { CancelOrder, HoldOrder, PlaceOrder, ReleaseHold } from '../domain/order.commands.js';
import { OrderView } from '../projections/order-view.projection.js';
import type { TimelineEntry } from '../projections/timeline.projection.js';
import { ListOrders, queryOf, summaryOf, type OrderSummary } from './list-orders.js';
import { entriesAfter, ListTimeline, readTimeline } from './order-timeline.js';

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post()
  place(@Command({ id: 'orderId' }) order: PlaceOrder): Promise<Receipt> {
    return this.commands.execute(order);
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

  @Get()
  async list(
    @Params() params: ListOrders,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<OrderSummary>> {
    const page = await this.reads.list(OrderView, queryOf(params), freshness);
    return listed({ ...page, items: page.items.map(summaryOf) });
  }

  @Get(':orderId')
  async one(@Param('orderId') orderId: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('order', await this.reads.getText(OrderView, orderId, freshness));
  }

  @Get(':orderId/timeline')
  async timeline(
    @Param('orderId') orderId: string,
    @Params() params: ListTimeline,
  ): Promise<Listed<TimelineEntry>> {
    return listed(entriesAfter(await readTimeline(this.reads, orderId), params));
  }
}
