import type { Context } from '@waybill/kernel';
import { Location } from './domain/location.js';
import { Reservation } from './domain/reservation.js';
import { StockItem } from './domain/stock-item.js';
import { Transfer } from './domain/transfer.js';
import { InventoryPublications } from './inventory.publications.js';
import { Ledger } from './projections/ledger.projection.js';
import { LocationDirectory } from './projections/location-directory.projection.js';
import { Locations } from './projections/locations.projection.js';
import { Reservations } from './projections/reservations.projection.js';
import { SkusAtLocation } from './projections/skus-at-location.projection.js';
import { StockBySku } from './projections/stock-by-sku.projection.js';
import { StockLevels } from './projections/stock-levels.projection.js';
import { Transfers } from './projections/transfers.projection.js';
import { HoldingSaga } from './sagas/holding.saga.js';
import { OrderSaga } from './sagas/order.saga.js';
import { ReallocationSaga } from './sagas/reallocation.saga.js';
import { ReservationExpiry } from './sagas/reservation.deadlines.js';
import { SourcingSaga } from './sagas/sourcing.saga.js';
import { TransferDeadline } from './sagas/transfer.deadlines.js';
import { TransferSaga } from './sagas/transfer.saga.js';

export const Inventory: Context = {
  name: 'inventory',
  file: import.meta.url,
  aggregates: [Location, StockItem, Reservation, Transfer],
  projections: [
    StockBySku,
    StockLevels,
    Ledger,
    Reservations,
    Transfers,
    Locations,
    LocationDirectory,
    SkusAtLocation,
  ],
  sagas: [SourcingSaga, HoldingSaga, ReallocationSaga, OrderSaga, TransferSaga],
  deadlines: [ReservationExpiry, TransferDeadline],
  publications: InventoryPublications,
};
