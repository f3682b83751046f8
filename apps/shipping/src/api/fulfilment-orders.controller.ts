import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  Command,
  Consistency,
  found,
  listed,
  Params,
  Referenced,
  type Found,
  type Freshness,
  type Listed,
} from '@waybill/edge';
import { ReadModels, Receipt } from '@waybill/engine';
import {
  AnswerCancellation,
  PackItems,
  PickItems,
  ReportShortPick,
} from '../domain/fulfilment-order.commands.js';
import type { FulfilmentDocument } from '../projections/fulfilment-document.js';
import { FulfilmentView } from '../projections/fulfilment-view.projection.js';
import { ListFulfilmentOrders, queryOf } from './list-fulfilment-orders.js';
import { reference } from './reference.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@Controller('fulfilment-orders')
@Referenced(reference)
export class FulfilmentOrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Records that units were picked. */
  @Post(':fulfilmentOrderId/pick')
  pick(@Command() command: PickItems): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Records that units are not on the shelf. The order decides what becomes of them. */
  @Post(':fulfilmentOrderId/report-short')
  reportShort(@Command() command: ReportShortPick): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Packs picked units into a parcel, for which a label is then bought. The answer has the parcel's id. */
  @Post(':fulfilmentOrderId/pack')
  async pack(
    @Command({ id: 'shipmentId' }) command: PackItems,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Receipt> {
    const { revision, position, replayed }: Receipt = await this.commands.execute(command);
    const { shipmentId } = command;
    reply.header('location', `/v1/shipments/${shipmentId}`);
    return new Receipt(shipmentId, revision, position, replayed);
  }

  /** Answers whether the warehouse has stopped what was to be cancelled. */
  @Post(':fulfilmentOrderId/cancel-answer')
  answerCancellation(@Command() command: AnswerCancellation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** What locations have to send, the oldest first. */
  @Get()
  async list(
    @Params() params: ListFulfilmentOrders,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<FulfilmentDocument>> {
    return listed(await this.reads.list(FulfilmentView, queryOf(params), freshness));
  }

  /** What one location has to send for an order, with its parcels. */
  @Get(':fulfilmentOrderId')
  async one(
    @Param('fulfilmentOrderId') id: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<FulfilmentDocument>> {
    return found<FulfilmentDocument>(
      'fulfilment-order',
      await this.reads.getText(FulfilmentView, id, freshness),
    );
  }
}
