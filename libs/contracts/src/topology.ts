import { publishedSamples, type PublishedEvent } from './published.js';

/** A queue and the names of the published events that it collects. */
export interface Queue {
  /** `<context>.<saga id>`, or `<context>.<projection>` for a read model of published events. */
  readonly queue: string;
  readonly topics: readonly PublishedEvent['type'][];
}

/**
 * Every queue of the system. Each process declares all of them before it publishes: what is published while a queue does
 * not exist never reaches it.
 */
export const topology: readonly Queue[] = [
  {
    queue: 'orders.stock',
    topics: [
      'inventory.ReservationPartiallyHeld',
      'inventory.ReservationRejected',
      'inventory.ReservationCommitted',
      'inventory.ReservationCommitRejected',
    ],
  },
  {
    queue: 'orders.payment',
    topics: [
      'payments.PaymentAuthorised',
      'payments.PaymentDeclined',
      'payments.PaymentOutcomeUnresolved',
      'payments.PaymentCancelled',
      'payments.CaptureFailed',
      'payments.PaymentCaptured',
    ],
  },
  {
    queue: 'orders.shipping',
    topics: [
      'shipping.ShipmentReleased',
      'shipping.ShipmentDispatched',
      'shipping.ShipmentDelivered',
      'shipping.ShipmentCancelled',
      'shipping.ShipmentCancellationRejected',
    ],
  },
  { queue: 'orders.timeline', topics: Object.values(publishedSamples).map(({ type }) => type) },
  { queue: 'inventory.sourcing', topics: ['orders.OrderPlaced'] },
  {
    queue: 'inventory.order',
    topics: [
      'payments.PaymentAuthorised',
      'payments.PaymentDeclined',
      'payments.PaymentActionRequired',
      'orders.OrderCancelled',
      'orders.OrderRejected',
      'orders.OrderExpired',
      'shipping.ItemsPicked',
      'shipping.ShipmentDispatched',
      'shipping.ShipmentCancelled',
    ],
  },
  {
    queue: 'payments.payment',
    topics: [
      'orders.OrderPlaced',
      'inventory.ReservationHeld',
      'orders.OrderLinesCancelled',
      'inventory.ReservationExpired',
      'orders.OrderCancelled',
      'orders.OrderRejected',
      'orders.OrderExpired',
      'orders.OrderCompleted',
      'shipping.LabelPurchased',
      'shipping.ShipmentCancelled',
    ],
  },
  {
    queue: 'shipping.fulfilment',
    topics: [
      'orders.OrderConfirmed',
      'orders.OrderHeld',
      'orders.OrderHoldReleased',
      'orders.OrderCancellationRequested',
      'payments.PaymentCaptured',
    ],
  },
];
