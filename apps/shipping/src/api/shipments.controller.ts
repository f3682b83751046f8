import { Controller, Get, Param, Post, Put } from '@nestjs/common';
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
import { ReadModels, type Receipt } from '@waybill/engine';
import { ensureKnown } from '@waybill/kernel';
import {
  CancelShipment,
  DispatchShipment,
  EnterTracking,
  ReceiveReturn,
  RecordTracking,
  ReportFound,
  ReportLost,
  RequestLabel,
  RequestTracking,
  SettleShipment,
} from '../domain/shipment.commands.js';
import type { ShipmentDocument } from '../projections/shipment-document.js';
import { ShipmentView } from '../projections/shipment-view.projection.js';
import { ListShipments, queryOf } from './list-shipments.js';
import { reference } from './reference.js';

@Controller('shipments')
@Referenced(reference)
export class ShipmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Buys a label, again or after the address was corrected. */
  @Post(':shipmentId/label')
  requestLabel(@Command() command: RequestLabel): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records the carrier and tracking number of a label that was made elsewhere. */
  @Post(':shipmentId/manual-tracking')
  enterTracking(@Command() command: EnterTracking): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records that the carrier has taken the parcel. It must be paid for. */
  @Post(':shipmentId/dispatch')
  dispatch(@Command() command: DispatchShipment): Promise<Receipt> {
    return this.execute(command);
  }

  /** Unpacks a parcel that has not left. Its units are to be picked again. */
  @Post(':shipmentId/cancel')
  cancel(@Command() command: CancelShipment): Promise<Receipt> {
    return this.execute(command);
  }

  /** Asks the carrier for news now. */
  @Post(':shipmentId/refresh-tracking')
  refreshTracking(@Command() command: RequestTracking): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records a scan of the parcel. */
  @Put(':shipmentId/tracking')
  recordTracking(@Command() command: RecordTracking): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records that the parcel is lost. A work item then asks whether it is sent again or paid back. */
  @Post(':shipmentId/report-lost')
  reportLost(@Command() command: ReportLost): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records that a lost parcel was found. */
  @Post(':shipmentId/found')
  reportFound(@Command() command: ReportFound): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records that the parcel has come back to the sender. */
  @Post(':shipmentId/return-received')
  receiveReturn(@Command() command: ReceiveReturn): Promise<Receipt> {
    return this.execute(command);
  }

  /** Records how a person has dealt with what the parcel left open. */
  @Post(':shipmentId/settle')
  settle(@Command() command: SettleShipment): Promise<Receipt> {
    return this.execute(command);
  }

  /** Parcels, the oldest first. */
  @Get()
  async list(
    @Params() params: ListShipments,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<ShipmentDocument>> {
    return listed(await this.reads.list(ShipmentView, queryOf(params), freshness));
  }

  /** A parcel, with its label and its way. */
  @Get(':shipmentId')
  async one(
    @Param('shipmentId') shipmentId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<ShipmentDocument>> {
    return found<ShipmentDocument>('shipment', await this.reads.getText(ShipmentView, shipmentId, freshness));
  }

  /** Clients name the shipment only. It never changes its fulfilment order, so that a late read model is right, too. */
  private async execute(command: { fulfilmentOrderId: string; shipmentId: string }): Promise<Receipt> {
    const shipment = await this.reads.get(ShipmentView, command.shipmentId);
    ensureKnown(shipment, 'shipment-unknown');
    command.fulfilmentOrderId = shipment.fulfilmentOrderId;
    return this.commands.execute(command);
  }
}
