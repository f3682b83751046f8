import { Controller, Get, Param, Post, Put } from '@nestjs/common';
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
  DispatchShipment,
  PackShipment,
  PickShipment,
  RecordTracking,
  RequestLabel,
  RequestTracking,
} from '../domain/shipment.commands.js';
import type { ShipmentDocument } from '../projections/shipment-document.js';
import { ShipmentView } from '../projections/shipment-view.projection.js';
import { ListShipments, queryOf } from './list-shipments.js';

@Controller('shipments')
export class ShipmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post(':shipmentId/pick')
  pick(@Command() command: PickShipment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':shipmentId/pack')
  pack(@Command() command: PackShipment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':shipmentId/label')
  requestLabel(@Command() command: RequestLabel): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':shipmentId/dispatch')
  dispatch(@Command() command: DispatchShipment): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':shipmentId/refresh-tracking')
  refreshTracking(@Command() command: RequestTracking): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Put(':shipmentId/tracking')
  recordTracking(@Command() command: RecordTracking): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListShipments,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<ShipmentDocument>> {
    return listed(await this.reads.list(ShipmentView, queryOf(params), freshness));
  }

  @Get(':shipmentId')
  async one(@Param('shipmentId') shipmentId: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('shipment', await this.reads.getText(ShipmentView, shipmentId, freshness));
  }
}
