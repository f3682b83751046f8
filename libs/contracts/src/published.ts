import { inventorySamples, type InventoryPublishedEvent } from './inventory.js';
import { ordersSamples, type OrdersPublishedEvent } from './orders.js';
import { paymentsSamples, type PaymentsPublishedEvent } from './payments.js';
import { shippingSamples, type ShippingPublishedEvent } from './shipping.js';

/** Every event that any context publishes. */
export type PublishedEvent =
  OrdersPublishedEvent | InventoryPublishedEvent | PaymentsPublishedEvent | ShippingPublishedEvent;

/** One recorded sample of every published event. */
export const publishedSamples = {
  ...ordersSamples,
  ...inventorySamples,
  ...paymentsSamples,
  ...shippingSamples,
};
