import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { ShipmentsController } from './api/shipments.controller.js';
import { Shipment } from './domain/shipment.js';
import { Carrier } from './outside/carrier.js';
import { SandboxCarrier } from './outside/sandbox-carrier.js';
import { ShipmentView } from './projections/shipment-view.projection.js';
import { CarrierSaga } from './sagas/carrier.saga.js';
import { FulfilmentSaga } from './sagas/fulfilment.saga.js';
import { OverdueShipment } from './sagas/shipment.deadlines.js';
import { ShippingPublications } from './shipping.publications.js';

@Module(
  context({
    name: 'shipping',
    aggregates: [Shipment],
    projections: [ShipmentView],
    sagas: [FulfilmentSaga, CarrierSaga],
    deadlines: [OverdueShipment],
    publications: ShippingPublications,
    controllers: [ShipmentsController],
    providers: [{ provide: Carrier, useClass: SandboxCarrier }],
  }),
)
export class ShippingModule {}
