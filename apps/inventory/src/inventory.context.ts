import type { Context } from '@waybill/kernel';
import { Reservation } from './domain/reservation.js';
import { StockItem } from './domain/stock-item.js';
import { Transfer } from './domain/transfer.js';
import { InventoryPublications } from './inventory.publications.js';
import { Reservations } from './projections/reservations.projection.js';
import { StockBySku } from './projections/stock-by-sku.projection.js';
import { StockLevels } from './projections/stock-levels.projection.js';
import { Transfers } from './projections/transfers.projection.js';
import { HoldingSaga } from './sagas/holding.saga.js';
import { OrderSaga } from './sagas/order.saga.js';
import { ReservationExpiry } from './sagas/reservation.deadlines.js';
import { SourcingSaga } from './sagas/sourcing.saga.js';
import { TransferSaga } from './sagas/transfer.saga.js';

export const Inventory: Context = {
  name: 'inventory',
  file: import.meta.url,
  aggregates: [StockItem, Reservation, Transfer],
  projections: [StockBySku, StockLevels, Reservations, Transfers],
  sagas: [SourcingSaga, HoldingSaga, OrderSaga, TransferSaga],
  deadlines: [ReservationExpiry],
  publications: InventoryPublications,
};
