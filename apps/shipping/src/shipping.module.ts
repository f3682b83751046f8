import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { FulfilmentOrdersController } from './api/fulfilment-orders.controller.js';
import { ShipmentsController } from './api/shipments.controller.js';
import { Carrier } from './outside/carrier.js';
import { SandboxCarrier } from './outside/sandbox-carrier.js';
import { Shipping } from './shipping.context.js';

@Module(
  context(Shipping, {
    controllers: [FulfilmentOrdersController, ShipmentsController],
    providers: [{ provide: Carrier, useClass: SandboxCarrier }],
  }),
)
export class ShippingModule {}
