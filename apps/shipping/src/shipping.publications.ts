import type { ShippingPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { ShipmentEvent } from './domain/shipment.events.js';

export const ShippingPublications = publications<ShipmentEvent, ShippingPublishedEvent>()({
  ShipmentCreated: (event) => ({ type: 'shipping.ShipmentCreated', ...idsOf(event), lines: event.lines }),
  ShipmentReleased: (event) => ({ type: 'shipping.ShipmentReleased', ...idsOf(event) }),
  ItemsPicked: (event) => ({ type: 'shipping.ItemsPicked', ...idsOf(event), lines: event.lines }),
  ItemsPacked: (event) => ({ type: 'shipping.ItemsPacked', ...idsOf(event) }),
  LabelPurchased: ({ carrier, trackingNumber, amount, ...event }) => ({
    type: 'shipping.LabelPurchased',
    ...idsOf(event),
    carrier,
    trackingNumber,
    amount,
  }),
  LabelFailed: ({ reason, attempt, ...event }) => ({
    type: 'shipping.LabelFailed',
    ...idsOf(event),
    reason,
    attempt,
  }),
  DispatchPermitted: (event) => ({ type: 'shipping.DispatchPermitted', ...idsOf(event) }),
  ShipmentDispatched: (event) => ({
    type: 'shipping.ShipmentDispatched',
    ...idsOf(event),
    lines: event.lines,
  }),
  ShipmentInTransit: (event) => ({ type: 'shipping.ShipmentInTransit', ...idsOf(event) }),
  ShipmentOutForDelivery: (event) => ({ type: 'shipping.ShipmentOutForDelivery', ...idsOf(event) }),
  DeliveryAttemptFailed: ({ reason, ...event }) => ({
    type: 'shipping.DeliveryAttemptFailed',
    ...idsOf(event),
    reason,
  }),
  ShipmentDelivered: (event) => ({ type: 'shipping.ShipmentDelivered', ...idsOf(event), lines: event.lines }),
  ShipmentCancelled: ({ lines, reason, ...event }) => ({
    type: 'shipping.ShipmentCancelled',
    ...idsOf(event),
    lines,
    reason,
  }),
  ShipmentCancellationRejected: ({ reason, ...event }) => ({
    type: 'shipping.ShipmentCancellationRejected',
    ...idsOf(event),
    reason,
  }),
  ShipmentOverdue: ({ waitingFor, ...event }) => ({
    type: 'shipping.ShipmentOverdue',
    ...idsOf(event),
    waitingFor,
  }),
});

type About = Pick<ShipmentEvent, 'shipmentId' | 'orderId' | 'location'>;

function idsOf({ shipmentId, orderId, location }: About): About {
  return { shipmentId, orderId, location };
}
