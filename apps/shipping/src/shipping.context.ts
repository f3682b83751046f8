import type { Context } from '@waybill/kernel';
import { Shipment } from './domain/shipment.js';
import { ShipmentView } from './projections/shipment-view.projection.js';
import { CarrierSaga } from './sagas/carrier.saga.js';
import { FulfilmentSaga } from './sagas/fulfilment.saga.js';
import { OverdueShipment } from './sagas/shipment.deadlines.js';
import { ShippingPublications } from './shipping.publications.js';

export const Shipping: Context = {
  name: 'shipping',
  file: import.meta.url,
  aggregates: [Shipment],
  projections: [ShipmentView],
  sagas: [FulfilmentSaga, CarrierSaga],
  deadlines: [OverdueShipment],
  publications: ShippingPublications,
};
