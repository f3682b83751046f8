import type { Context } from '@waybill/kernel';
import { FulfilmentOrder } from './domain/fulfilment-order.js';
import { FulfilmentView } from './projections/fulfilment-view.projection.js';
import { ShipmentView } from './projections/shipment-view.projection.js';
import { CarrierSaga } from './sagas/carrier.saga.js';
import { FulfilmentSaga } from './sagas/fulfilment.saga.js';
import { OverdueFulfilment, OverdueShipment, UnvoidedLabel } from './sagas/overdue.deadlines.js';
import { ShippingPublications } from './shipping.publications.js';

export const Shipping: Context = {
  name: 'shipping',
  file: import.meta.url,
  aggregates: [FulfilmentOrder],
  projections: [FulfilmentView, ShipmentView],
  sagas: [FulfilmentSaga, CarrierSaga],
  deadlines: [OverdueFulfilment, OverdueShipment, UnvoidedLabel],
  publications: ShippingPublications,
};
