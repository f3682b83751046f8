import type { ShippingPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from './domain/fulfilment-order.events.js';
import type { OfFulfilment, OfShipment } from './domain/shipment.events.js';

export const ShippingPublications = publications<FulfilmentOrderEvent, ShippingPublishedEvent>()(
  {
    FulfilmentOrderCreated: ({ units, ...event }) => ({
      type: 'shipping.FulfilmentOrderCreated',
      ...fulfilment(event),
      units,
    }),
    FulfilmentReleased: (event) => ({ type: 'shipping.FulfilmentReleased', ...fulfilment(event) }),
    ItemsPicked: ({ units, ...event }) => ({ type: 'shipping.ItemsPicked', ...fulfilment(event), units }),
    ShortPickReported: ({ units, ...event }) => ({
      type: 'shipping.ShortPickReported',
      ...fulfilment(event),
      units,
    }),
    ItemsPacked: ({ units, ...event }) => ({ type: 'shipping.ItemsPacked', ...shipment(event), units }),
    LabelPurchased: ({ carrier, service, trackingNumber, trackingUrl, ...event }) => ({
      type: 'shipping.LabelPurchased',
      ...shipment(event),
      carrier,
      ...(service !== undefined && { service }),
      trackingNumber,
      ...(trackingUrl !== undefined && { trackingUrl }),
    }),
    LabelFailed: ({ reason, attempt, isAddressRefused, ...event }) => ({
      type: 'shipping.LabelFailed',
      ...shipment(event),
      reason,
      attempt,
      isAddressRefused,
    }),
    ShipmentReadyForCapture: ({ units, amount, ...event }) => ({
      type: 'shipping.ShipmentReadyForCapture',
      ...shipment(event),
      units,
      amount,
    }),
    DispatchPermitted: (event) => ({ type: 'shipping.DispatchPermitted', ...shipment(event) }),
    ShipmentDispatched: ({ units, carrier, trackingNumber, trackingUrl, ...event }) => ({
      type: 'shipping.ShipmentDispatched',
      ...shipment(event),
      units,
      carrier,
      trackingNumber,
      ...(trackingUrl !== undefined && { trackingUrl }),
    }),
    ShipmentInTransit: (event) => ({ type: 'shipping.ShipmentInTransit', ...shipment(event) }),
    ShipmentOutForDelivery: (event) => ({ type: 'shipping.ShipmentOutForDelivery', ...shipment(event) }),
    ShipmentAvailableForPickup: (event) => ({
      type: 'shipping.ShipmentAvailableForPickup',
      ...shipment(event),
    }),
    DeliveryAttemptFailed: ({ reason, attempt, ...event }) => ({
      type: 'shipping.DeliveryAttemptFailed',
      ...shipment(event),
      reason,
      attempt,
    }),
    ReturnToSenderStarted: (event) => ({ type: 'shipping.ReturnToSenderStarted', ...shipment(event) }),
    ShipmentDelivered: ({ subjectId, units, deliveredAt, proof, ...event }) => ({
      type: 'shipping.ShipmentDelivered',
      ...shipment(event),
      subjectId,
      units,
      deliveredAt,
      ...(proof !== undefined && { proof }),
    }),
    ShipmentPresumedLost: ({ units, ...event }) => ({
      type: 'shipping.ShipmentPresumedLost',
      ...shipment(event),
      units,
    }),
    ShipmentLost: ({ units, reason, ...event }) => ({
      type: 'shipping.ShipmentLost',
      ...shipment(event),
      units,
      reason,
    }),
    ShipmentFound: ({ units, ...event }) => ({ type: 'shipping.ShipmentFound', ...shipment(event), units }),
    ReturnToSenderReceived: ({ units, ...event }) => ({
      type: 'shipping.ReturnToSenderReceived',
      ...shipment(event),
      units,
    }),
    ShipmentCancelled: ({ units, reason, ...event }) => ({
      type: 'shipping.ShipmentCancelled',
      ...shipment(event),
      units,
      reason,
    }),
    FulfilmentCancelled: ({ units, reason, ...event }) => ({
      type: 'shipping.FulfilmentCancelled',
      ...fulfilment(event),
      units,
      reason,
    }),
    FulfilmentCancellationRejected: ({ reason, ...event }) => ({
      type: 'shipping.FulfilmentCancellationRejected',
      ...fulfilment(event),
      reason,
    }),
    WorkItemOpened: ({ fulfilmentOrderId: _id, ...item }) => ({ ...item, type: 'shipping.WorkItemOpened' }),
    WorkItemClosed: ({ fulfilmentOrderId: _id, ...item }) => ({ ...item, type: 'shipping.WorkItemClosed' }),
  },
  {
    'shipping.ShipmentDelivered': { subject: ({ subjectId }) => subjectId, erased: { proof: 'erased' } },
  },
);

function fulfilment({ fulfilmentOrderId, orderId, location }: OfFulfilment): OfFulfilment {
  return { fulfilmentOrderId, orderId, location };
}

function shipment({ fulfilmentOrderId, orderId, location, shipmentId }: OfShipment): OfShipment {
  return { fulfilmentOrderId, orderId, location, shipmentId };
}
