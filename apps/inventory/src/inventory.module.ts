import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { LocationsController } from './api/locations.controller.js';
import { ReservationsController } from './api/reservations.controller.js';
import { StockController } from './api/stock.controller.js';
import { TransfersController } from './api/transfers.controller.js';
import { Inventory } from './inventory.context.js';

@Module(
  context(Inventory, {
    controllers: [LocationsController, StockController, TransfersController, ReservationsController],
  }),
)
export class InventoryModule {}
