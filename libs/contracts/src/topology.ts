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
      'inventory.ReservationReallocated',
      'inventory.ReservationShort',
    ],
  },
  {
    queue: 'orders.payment',
    topics: [
      'payments.PaymentAuthorised',
      'payments.PaymentDeclined',
      'payments.PaymentOutcomeUnresolved',
      'payments.AuthorisationExpired',
      'payments.PaymentCancelled',
      'payments.CaptureFailed',
      'payments.PaymentCaptured',
      'payments.PaymentVoided',
      'payments.RefundSucceeded',
      'payments.RefundSettledManually',
    ],
  },
  {
    queue: 'orders.shipping',
    topics: [
      'shipping.FulfilmentReleased',
      'shipping.LabelPurchased',
      'shipping.LabelFailed',
      'shipping.ShipmentDispatched',
      'shipping.ShipmentDelivered',
      'shipping.ShipmentLost',
      'shipping.ReturnToSenderReceived',
      'shipping.FulfilmentCancelled',
      'shipping.FulfilmentCancellationRejected',
    ],
  },
  { queue: 'orders.timeline', topics: Object.values(publishedSamples).map(({ type }) => type) },
  { queue: 'inventory.sourcing', topics: ['orders.OrderPlaced', 'orders.ReshipmentRequested'] },
  {
    queue: 'inventory.order',
    topics: [
      'payments.PaymentAuthorised',
      'payments.PaymentDeclined',
      'payments.PaymentActionRequired',
      'orders.OrderCancelled',
      'orders.OrderRejected',
      'orders.OrderExpired',
      'orders.OrderCompleted',
      'shipping.ItemsPicked',
      'shipping.ShortPickReported',
      'shipping.ShipmentDispatched',
      'shipping.ShipmentCancelled',
      'shipping.FulfilmentCancelled',
    ],
  },
  {
    queue: 'payments.order-terms',
    topics: ['orders.OrderPlaced', 'orders.OrderLinesCancelled', 'orders.OrderPaymentRequested'],
  },
  {
    queue: 'payments.payment',
    topics: [
      'inventory.ReservationHeld',
      'inventory.ReservationExpired',
      'orders.OrderLinesCancelled',
      'orders.OrderPaymentRequested',
      'orders.OrderCancelled',
      'orders.OrderRejected',
      'orders.OrderExpired',
      'orders.OrderCompleted',
      'orders.OrderRefundDue',
      'shipping.ShipmentReadyForCapture',
      'shipping.ShipmentCancelled',
    ],
  },
  {
    queue: 'shipping.fulfilment',
    topics: [
      'orders.OrderConfirmed',
      'orders.FulfilmentPlanned',
      'orders.OrderAddressChanged',
      'orders.OrderHeld',
      'orders.OrderHoldReleased',
      'orders.OrderCancellationRequested',
      'orders.OrderLinesCancelled',
      'payments.PaymentCaptured',
    ],
  },
  {
    queue: 'operations.work-items',
    topics: Object.values(publishedSamples)
      .map(({ type }) => type)
      .filter((type) => type.endsWith('.WorkItemOpened') || type.endsWith('.WorkItemClosed')),
  },
];
