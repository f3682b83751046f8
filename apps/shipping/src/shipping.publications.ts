import type { ShippingPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { ShipmentEvent } from './domain/shipment.events.js';

export const ShippingPublications = publications<ShipmentEvent, ShippingPublishedEvent>()({
  ShipmentCreated: (event) => ({ type: 'shipping.ShipmentCreated', ...about(event), lines: event.lines }),
  ShipmentReleased: (event) => ({ type: 'shipping.ShipmentReleased', ...about(event) }),
  ItemsPicked: (event) => ({ type: 'shipping.ItemsPicked', ...about(event), lines: event.lines }),
  ItemsPacked: (event) => ({ type: 'shipping.ItemsPacked', ...about(event) }),
  LabelPurchased: ({ carrier, trackingNumber, amount, ...event }) => ({
    type: 'shipping.LabelPurchased',
    ...about(event),
    carrier,
    trackingNumber,
    amount,
  }),
  LabelFailed: ({ reason, attempt, ...event }) => ({
    type: 'shipping.LabelFailed',
    ...about(event),
    reason,
    attempt,
  }),
  DispatchPermitted: (event) => ({ type: 'shipping.DispatchPermitted', ...about(event) }),
  ShipmentDispatched: (event) => ({
    type: 'shipping.ShipmentDispatched',
    ...about(event),
    lines: event.lines,
  }),
  ShipmentInTransit: (event) => ({ type: 'shipping.ShipmentInTransit', ...about(event) }),
  ShipmentOutForDelivery: (event) => ({ type: 'shipping.ShipmentOutForDelivery', ...about(event) }),
  DeliveryAttemptFailed: ({ reason, ...event }) => ({
    type: 'shipping.DeliveryAttemptFailed',
    ...about(event),
    reason,
  }),
  ShipmentDelivered: (event) => ({ type: 'shipping.ShipmentDelivered', ...about(event), lines: event.lines }),
  ShipmentCancelled: ({ lines, reason, ...event }) => ({
    type: 'shipping.ShipmentCancelled',
    ...about(event),
    lines,
    reason,
  }),
  ShipmentCancellationRejected: ({ reason, ...event }) => ({
    type: 'shipping.ShipmentCancellationRejected',
    ...about(event),
    reason,
  }),
  ShipmentOverdue: ({ waitingFor, ...event }) => ({
    type: 'shipping.ShipmentOverdue',
    ...about(event),
    waitingFor,
  }),
});

type About = Pick<ShipmentEvent, 'shipmentId' | 'orderId' | 'location'>;

function about({ shipmentId, orderId, location }: About): About {
  return { shipmentId, orderId, location };
}
