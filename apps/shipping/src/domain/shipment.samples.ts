import type { Named } from '@waybill/kernel';
import type { ShipmentEvent } from './shipment.events.js';

const ofShipment = {
  shipmentId: '7b0f4d2e-3c11-5a86-8f0d-2e9c5b7a1d43',
  orderId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
  location: 'main',
};
const lines = [{ sku: 'TEA-EARL-100', quantity: 2 }];
const amount = { amount: 3070, currency: 'EUR' };
const address = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const key = '5d2c8e10-94af-5b37-a6c1-0f8e7d3b2a95';
const dueAt = '2026-11-23T10:00:00.000Z';

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const shipmentSamples: { readonly [T in ShipmentEvent['type']]: Named<ShipmentEvent, T> } = {
  ShipmentCreated: { type: 'ShipmentCreated', ...ofShipment, lines, amount, address, holds: [], dueAt },
  ShipmentHeld: { type: 'ShipmentHeld', ...ofShipment, hold: 'manual', holds: ['manual'], dueAt },
  ShipmentHoldLifted: { type: 'ShipmentHoldLifted', ...ofShipment, hold: 'manual', holds: [], dueAt },
  ShipmentReleased: { type: 'ShipmentReleased', ...ofShipment, dueAt },
  ItemsPicked: { type: 'ItemsPicked', ...ofShipment, lines, dueAt },
  ItemsPacked: { type: 'ItemsPacked', ...ofShipment },
  LabelRequested: { type: 'LabelRequested', ...ofShipment, key, attempt: 1, lines, address, dueAt },
  LabelPurchased: {
    type: 'LabelPurchased',
    ...ofShipment,
    key,
    carrier: 'sandbox',
    trackingNumber: 'SB0000000001',
    labelUrl: 'https://carrier.example/labels/SB0000000001',
    amount,
    dueAt,
  },
  LabelFailed: { type: 'LabelFailed', ...ofShipment, reason: 'carrier-unavailable', attempt: 1, dueAt },
  LabelOutcomeUnknown: { type: 'LabelOutcomeUnknown', ...ofShipment, attempt: 1, dueAt },
  LabelVoidRequested: { type: 'LabelVoidRequested', ...ofShipment, key },
  LabelVoided: { type: 'LabelVoided', ...ofShipment, key },
  DispatchPermitted: { type: 'DispatchPermitted', ...ofShipment, dueAt },
  ShipmentDispatched: { type: 'ShipmentDispatched', ...ofShipment, lines, dueAt },
  TrackingRequested: { type: 'TrackingRequested', ...ofShipment, trackingNumber: 'SB0000000001', known: 1 },
  TrackingRecorded: {
    type: 'TrackingRecorded',
    ...ofShipment,
    carrierEventId: 'scan-1',
    carrierStatus: 'in_transit',
    at: '2026-11-22T09:30:00.000Z',
    place: 'Leipzig',
    reason: 'sorted',
    dueAt,
  },
  ShipmentInTransit: { type: 'ShipmentInTransit', ...ofShipment },
  ShipmentOutForDelivery: { type: 'ShipmentOutForDelivery', ...ofShipment },
  DeliveryAttemptFailed: { type: 'DeliveryAttemptFailed', ...ofShipment, reason: 'nobody-home' },
  ShipmentDelivered: { type: 'ShipmentDelivered', ...ofShipment, lines },
  ShipmentCancelled: { type: 'ShipmentCancelled', ...ofShipment, lines, reason: 'customer' },
  ShipmentCancellationRejected: { type: 'ShipmentCancellationRejected', ...ofShipment, reason: 'shipped' },
  ShipmentOverdue: { type: 'ShipmentOverdue', ...ofShipment, waitingFor: 'pick' },
};
