import { shipping, type FulfilmentOrder } from './apps.js';

// The words in which the lifecycles of parcels are told.

export const fulfilmentOrderId = 'f-1';
export const shipmentId = 's-1';
export const holdId = 'h-1';
export const ofOrder = { fulfilmentOrderId, orderId: 'o-1' };
export const ofShipment = { fulfilmentOrderId, shipmentId };
export const address = { name: 'Ada', lines: ['12 St James Square'], city: 'London', country: 'GB' };
const eur = (amount: number) => ({ amount, currency: 'EUR' });
export const units = (first: number, quantity: number) => [
  { lineId: '1', sku: 'TEA', first, quantity, unitAmount: eur(1000) },
];
export const create = (quantity: number, holds: readonly string[]) =>
  new shipping.CreateFulfilmentOrder({
    ...ofOrder,
    subjectId: 'ada',
    location: 'main',
    units: units(0, quantity),
    address,
    contact: {},
    shippingMethod: undefined,
    holds,
  });
export const hold = new shipping.HoldFulfilment({ ...ofOrder, holdId });
export const release = new shipping.ReleaseHold({ ...ofOrder, holdId });
export const pick = new shipping.PickItems({ fulfilmentOrderId });
export const pack = new shipping.PackItems(ofShipment);
export const permit = new shipping.PermitDispatch(ofShipment);
export const dispatch = new shipping.DispatchShipment(ofShipment);
export const unpack = new shipping.CancelShipment(ofShipment);

export type State = typeof FulfilmentOrder.initial;

/** The statuses of a parcel that has not left. */
export const HERE = ['packed', 'labelled', 'ready_to_ship'];
