import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  accepted,
  CalledBy,
  Caller,
  Command,
  Consistency,
  found,
  listed,
  OutcomeWait,
  Params,
  PreferWait,
  Referenced,
  Roles,
} from '@waybill/edge';
import type { Found, Freshness, Listed, Outcome } from '@waybill/edge';
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
import type { OrderDocument } from '../projections/order-document.js';
import { OrderView } from '../projections/order-view.projection.js';
import type { TimelineEntry } from '../projections/timeline.projection.js';
import { ListOrders, queryOf, summaryOf, type OrderSummary } from './list-orders.js';
import { listTagged } from './list-tagged-orders.js';
import { OrderPlacement } from './order-placement.js';
import { entriesAfter, ListTimeline, readTimeline } from './order-timeline.js';
import { reference } from './reference.js';

@Controller('orders')
@Referenced(reference)
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
    private readonly placement: OrderPlacement,
  ) {}

  /** Places an order. With `Prefer: wait` the answer is the order, confirmed or rejected. */
  @Post()
  @Roles('staff', 'customer')
  async place(
    @Command({ id: 'orderId', idFrom: idFromReference }) order: PlaceOrder,
    @PreferWait() wait: OutcomeWait,
    @CalledBy() caller: Caller,
  ): Promise<Receipt | Outcome<OrderDocument>> {
    caller.ensureOwns('customer', order.customerId);
    const receipt = await this.placement.place(order);
    const read = (freshness: Freshness) => this.reads.get(OrderView, receipt.id, freshness);
    return wait.outcome(receipt, read, ({ lifecycle }) => lifecycle !== 'pending');
  }

  /** Puts an order on hold: nothing of it is labelled or captured until all holds are released. */
  @Post(':orderId/hold')
  hold(@Command() command: HoldOrder): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Releases a hold. Only the actor who has put it on can do so. */
  @Post(':orderId/release-hold')
  releaseHold(@Command() command: ReleaseHold): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Cancels an order. The answer is 202 while warehouses are asked to stop what they have begun. */
  @Post(':orderId/cancel')
  @Roles('staff', 'customer')
  async cancel(@Command() command: CancelOrder, @CalledBy() caller: Caller): Promise<Receipt | Outcome> {
    await this.ensureOwned(command.orderId, caller);
    const receipt: Receipt = await this.commands.execute(command);
    const order = await this.reads.get(OrderView, receipt.id, { after: receipt.position });
    return order?.lifecycle === 'cancelled' ? receipt : accepted(receipt);
  }

  /** Changes the shipping address, until a label is bought. */
  @Post(':orderId/change-shipping-address')
  changeShippingAddress(@Command() command: ChangeShippingAddress): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Asks another payment to pay for what is neither paid nor cancelled. */
  @Post(':orderId/pay')
  pay(@Command() command: PayForOrder): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Sends the goods of a parcel again that was lost or came back. */
  @Post(':orderId/reship')
  reship(@Command() command: ReshipParcel): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Pays the goods of a parcel back that was lost or came back. */
  @Post(':orderId/refund-lost')
  refundLost(@Command() command: RefundLostParcel): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Adds a note for the staff. */
  @Post(':orderId/add-note')
  addNote(@Command() command: AddNote): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Adds a tag, by which orders can be listed. */
  @Post(':orderId/add-tag')
  addTag(@Command() command: AddTag): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Removes a tag. */
  @Post(':orderId/remove-tag')
  removeTag(@Command() command: RemoveTag): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Orders, the newest first. */
  @Get()
  @Roles('staff', 'customer')
  async list(
    @Params() params: ListOrders,
    @Consistency() freshness: Freshness,
    @CalledBy() caller: Caller,
  ): Promise<Listed<OrderSummary>> {
    caller.ensureOwns('customer', params.customerId);
    const page =
      params.tag === undefined
        ? await this.reads.list(OrderView, queryOf(params), freshness)
        : await listTagged(this.reads, params.tag, params, freshness);
    return listed({ ...page, items: page.items.map(summaryOf) });
  }

  /** The order with this number in a channel. */
  @Get('by-number/:channel/:number')
  async byNumber(
    @Param('channel') channel: string,
    @Param('number') number: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<OrderDocument>> {
    const where = { channel: { equals: channel }, number: { equals: number } };
    const { items } = await this.reads.list(OrderView, { where, limit: 1 }, freshness);
    return found<OrderDocument>('order', items[0]);
  }

  /** An order, with what has become of its lines, its money and its parcels. */
  @Get(':orderId')
  @Roles('staff', 'customer')
  async one(
    @Param('orderId') orderId: string,
    @Consistency() freshness: Freshness,
    @CalledBy() caller: Caller,
  ): Promise<Found<OrderDocument>> {
    await this.ensureOwned(orderId, caller, freshness);
    return found<OrderDocument>('order', await this.reads.getText(OrderView, orderId, freshness));
  }

  /** What all contexts have published about an order, the oldest entry first. */
  @Get(':orderId/timeline')
  @Roles('staff', 'customer')
  async timeline(
    @Param('orderId') orderId: string,
    @Params() params: ListTimeline,
    @CalledBy() caller: Caller,
  ): Promise<Listed<TimelineEntry>> {
    found('order', await this.reads.getText(OrderView, orderId));
    await this.ensureOwned(orderId, caller);
    return listed(entriesAfter(await readTimeline(this.reads, orderId), params));
  }

  /** A customer reads and cancels only orders of their own. Staff need not be looked up. */
  private async ensureOwned(orderId: string, caller: Caller, freshness?: Freshness): Promise<void> {
    if (caller.hasOneOf(['staff'])) return;
    const order = await this.reads.get(OrderView, orderId, freshness);
    caller.ensureOwns('order', order?.customerId);
  }
}

/** A request that has a reference and no id is the same order each time. */
function idFromReference({ channel = 'web', externalReference }: Readonly<Record<string, unknown>>) {
  if (typeof channel !== 'string' || typeof externalReference !== 'string') return undefined;
  return orderIdOf(channel, externalReference);
}
