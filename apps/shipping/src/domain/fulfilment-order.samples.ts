import type { Named, Units } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';

const fulfilmentOrderId = '7c1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e70';
const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofFulfilment = { fulfilmentOrderId, orderId, location: 'main' };
const ofShipment = { ...ofFulfilment, shipmentId: '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f' };
const subjectId = 'ada';
const holdId = '5b1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e71';
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: { amount: 1535, currency: 'EUR' } },
];
const address = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const contact = { email: 'ada@example.com', locale: 'en-GB' };
const key = '5d2c8e10-94af-5b37-a6c1-0f8e7d3b2a95';
const dueAt = '2026-11-23T10:00:00.000Z';
const at = '2026-11-22T09:30:00.000Z';
const packages = [{ weightGrams: 450 }];
const trackingUrl = 'https://carrier.example/track/SB0000000001';
const carriage = {
  carrier: 'sandbox',
  service: 'standard',
  trackingNumber: 'SB0000000001',
  trackingUrl,
  isInternational: false,
};
const { isInternational: _isInternational, service: _service, ...dispatchedWith } = carriage;

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const fulfilmentOrderSamples: {
  readonly [T in FulfilmentOrderEvent['type']]: Named<FulfilmentOrderEvent, T>;
} = {
  FulfilmentOrderCreated: {
    type: 'FulfilmentOrderCreated',
    ...ofFulfilment,
    subjectId,
    units,
    address,
    contact,
    shippingMethod: 'standard',
    holds: [],
    dueAt,
  },
  FulfilmentHeld: { type: 'FulfilmentHeld', fulfilmentOrderId, orderId, holdId, dueAt },
  FulfilmentHoldReleased: { type: 'FulfilmentHoldReleased', fulfilmentOrderId, orderId, holdId, dueAt },
  FulfilmentReleased: { type: 'FulfilmentReleased', ...ofFulfilment, dueAt },
  FulfilmentAddressChanged: {
    type: 'FulfilmentAddressChanged',
    fulfilmentOrderId,
    orderId,
    subjectId,
    address: { ...address, lines: ['5 Ockham Park'] },
  },
  UnitsWithdrawn: {
    type: 'UnitsWithdrawn',
    fulfilmentOrderId,
    orderId,
    units: units.map((one) => ({ ...one, first: 1, quantity: 1 })),
    tooLate: [],
    reason: 'reallocated',
    dueAt,
  },
  ItemsPicked: { type: 'ItemsPicked', ...ofFulfilment, units, dueAt },
  ShortPickReported: {
    type: 'ShortPickReported',
    ...ofFulfilment,
    units: units.map((one) => ({ ...one, first: 1, quantity: 1 })),
    dueAt,
  },
  FulfilmentCancellationRequested: {
    type: 'FulfilmentCancellationRequested',
    fulfilmentOrderId,
    orderId,
    reason: 'customer',
    dueAt,
  },
  FulfilmentCancelled: { type: 'FulfilmentCancelled', ...ofFulfilment, units, reason: 'customer' },
  FulfilmentCancellationRejected: {
    type: 'FulfilmentCancellationRejected',
    ...ofFulfilment,
    reason: 'warehouse',
    dueAt,
  },
  FulfilmentOverdue: { type: 'FulfilmentOverdue', ...ofFulfilment, waitingFor: 'pick' },
  WorkItemOpened: {
    type: 'WorkItemOpened',
    fulfilmentOrderId,
    workItemId: `overdue/${fulfilmentOrderId}`,
    kind: 'fulfilment_overdue',
    orderId,
    about: { type: 'fulfilment_order', id: fulfilmentOrderId },
    amount: { amount: 3070, currency: 'EUR' },
    reason: 'Nobody has picked the items for a day.',
    resolutions: [
      {
        request: `POST /v1/fulfilment-orders/${fulfilmentOrderId}/pick`,
        effect: 'records that the items are picked',
      },
    ],
  },
  WorkItemClosed: {
    type: 'WorkItemClosed',
    fulfilmentOrderId,
    workItemId: `overdue/${fulfilmentOrderId}`,
    resolution: 'What it was about has been done, or is not needed any more.',
  },
  ItemsPacked: { type: 'ItemsPacked', ...ofShipment, units, packages, packedAt: at },
  LabelRequested: {
    type: 'LabelRequested',
    ...ofShipment,
    subjectId,
    key,
    attempt: 1,
    lines: [{ sku: 'TEA-EARL-100', quantity: 2 }],
    packages,
    address,
    contact,
    shippingMethod: 'standard',
    dueAt,
  },
  LabelPurchased: {
    type: 'LabelPurchased',
    ...ofShipment,
    key,
    ...carriage,
    labelUrl: 'https://carrier.example/labels/SB0000000001',
  },
  LabelFailed: {
    type: 'LabelFailed',
    ...ofShipment,
    reason: 'carrier_unavailable',
    attempt: 1,
    isAddressRefused: false,
    dueAt,
  },
  LabelOutcomeUnknown: { type: 'LabelOutcomeUnknown', ...ofShipment, attempt: 1, dueAt },
  TrackingEntered: { type: 'TrackingEntered', ...ofShipment, ...carriage },
  LabelVoidRequested: { type: 'LabelVoidRequested', ...ofShipment, key, attempt: 1, dueAt },
  LabelVoided: { type: 'LabelVoided', ...ofShipment, key, dueAt },
  LabelVoidFailed: {
    type: 'LabelVoidFailed',
    ...ofShipment,
    key,
    attempt: 1,
    reason: 'carrier_unavailable',
    dueAt,
  },
  ShipmentReadyForCapture: {
    type: 'ShipmentReadyForCapture',
    ...ofShipment,
    units,
    amount: { amount: 3070, currency: 'EUR' },
    dueAt,
  },
  DispatchPermitted: { type: 'DispatchPermitted', ...ofShipment, dueAt },
  ShipmentPostponed: { type: 'ShipmentPostponed', ...ofShipment },
  ShipmentResumed: { type: 'ShipmentResumed', ...ofShipment, dueAt },
  ShipmentDispatched: {
    type: 'ShipmentDispatched',
    ...ofShipment,
    units,
    ...dispatchedWith,
    dispatchedAt: at,
    dueAt,
  },
  ShipmentCancelled: { type: 'ShipmentCancelled', ...ofShipment, units, reason: 'customer', dueAt },
  TrackingRequested: {
    type: 'TrackingRequested',
    ...ofShipment,
    carrier: 'sandbox',
    trackingNumber: 'SB0000000001',
    known: 1,
    dueAt,
  },
  TrackingRecorded: {
    type: 'TrackingRecorded',
    ...ofShipment,
    carrierEventId: 'scan-1',
    carrierStatus: 'in_transit',
    at,
    place: 'Leipzig',
    reason: 'sorted',
    dueAt,
  },
  ShipmentInTransit: { type: 'ShipmentInTransit', ...ofShipment },
  ShipmentOutForDelivery: { type: 'ShipmentOutForDelivery', ...ofShipment },
  ShipmentAvailableForPickup: { type: 'ShipmentAvailableForPickup', ...ofShipment },
  DeliveryAttemptFailed: { type: 'DeliveryAttemptFailed', ...ofShipment, reason: 'nobody_home', attempt: 1 },
  ReturnToSenderStarted: { type: 'ReturnToSenderStarted', ...ofShipment, reason: 'carrier', at },
  ShipmentDelivered: {
    type: 'ShipmentDelivered',
    ...ofShipment,
    subjectId,
    units,
    deliveredAt: at,
    proof: 'signed by Lovelace',
  },
  ReturnToSenderReceived: { type: 'ReturnToSenderReceived', ...ofShipment, units },
  ShipmentPresumedLost: { type: 'ShipmentPresumedLost', ...ofShipment, units },
  ShipmentLost: { type: 'ShipmentLost', ...ofShipment, units, reason: 'carrier_confirmed' },
  ShipmentFound: { type: 'ShipmentFound', ...ofShipment, units, at, dueAt },
  CancelledShipmentScanned: {
    type: 'CancelledShipmentScanned',
    ...ofShipment,
    carrierStatus: 'in_transit',
    at,
  },
  ShipmentOverdue: { type: 'ShipmentOverdue', ...ofShipment, waitingFor: 'dispatch' },
  ShipmentSettled: { type: 'ShipmentSettled', ...ofShipment, resolution: 'Refunded by hand.' },
};
