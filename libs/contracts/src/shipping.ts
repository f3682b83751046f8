import type { Money, Named } from '@waybill/kernel';
import type { SkuQuantity } from './orders.js';

interface OfShipment {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly location: string;
}

interface WithLines extends OfShipment {
  readonly lines: readonly SkuQuantity[];
}

export type ShippingPublishedEvent =
  | (WithLines & { readonly type: 'shipping.ShipmentCreated' })
  | (OfShipment & { readonly type: 'shipping.ShipmentReleased' })
  | (WithLines & { readonly type: 'shipping.ItemsPicked' })
  | (OfShipment & { readonly type: 'shipping.ItemsPacked' })
  | (OfShipment & {
      readonly type: 'shipping.LabelPurchased';
      readonly carrier: string;
      readonly trackingNumber: string;
      /** What falls due with this shipment. */
      readonly amount: Money;
    })
  | (OfShipment & {
      readonly type: 'shipping.LabelFailed';
      /** The carrier's word. */
      readonly reason: string;
      readonly attempt: number;
    })
  | (OfShipment & { readonly type: 'shipping.DispatchPermitted' })
  | (WithLines & { readonly type: 'shipping.ShipmentDispatched' })
  | (OfShipment & { readonly type: 'shipping.ShipmentInTransit' })
  | (OfShipment & { readonly type: 'shipping.ShipmentOutForDelivery' })
  | (OfShipment & {
      readonly type: 'shipping.DeliveryAttemptFailed';
      /** The carrier's word, or `unknown`. */
      readonly reason: string;
    })
  | (WithLines & { readonly type: 'shipping.ShipmentDelivered' })
  | (WithLines & {
      readonly type: 'shipping.ShipmentCancelled';
      /** Why the order is cancelled. */
      readonly reason: string;
    })
  | (OfShipment & { readonly type: 'shipping.ShipmentCancellationRejected'; readonly reason: 'shipped' })
  | (OfShipment & {
      readonly type: 'shipping.ShipmentOverdue';
      readonly waitingFor:
        | 'release'
        | 'pick'
        | 'pack'
        | 'label'
        | 'payment'
        | 'dispatch'
        | 'first-scan'
        | 'tracking'
        | 'delivery';
    });

const ofShipment = {
  shipmentId: '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f',
  orderId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
  location: 'main',
};
const lines = [{ sku: 'TEA-EARL-100', quantity: 2 }];

/** One recorded sample of every event that shipping publishes. */
export const shippingSamples: {
  readonly [T in ShippingPublishedEvent['type']]: Named<ShippingPublishedEvent, T>;
} = {
  'shipping.ShipmentCreated': { type: 'shipping.ShipmentCreated', ...ofShipment, lines },
  'shipping.ShipmentReleased': { type: 'shipping.ShipmentReleased', ...ofShipment },
  'shipping.ItemsPicked': { type: 'shipping.ItemsPicked', ...ofShipment, lines },
  'shipping.ItemsPacked': { type: 'shipping.ItemsPacked', ...ofShipment },
  'shipping.LabelPurchased': {
    type: 'shipping.LabelPurchased',
    ...ofShipment,
    carrier: 'sandbox',
    trackingNumber: 'SB0000000001',
    amount: { amount: 3070, currency: 'EUR' },
  },
  'shipping.LabelFailed': {
    type: 'shipping.LabelFailed',
    ...ofShipment,
    reason: 'carrier-unavailable',
    attempt: 1,
  },
  'shipping.DispatchPermitted': { type: 'shipping.DispatchPermitted', ...ofShipment },
  'shipping.ShipmentDispatched': { type: 'shipping.ShipmentDispatched', ...ofShipment, lines },
  'shipping.ShipmentInTransit': { type: 'shipping.ShipmentInTransit', ...ofShipment },
  'shipping.ShipmentOutForDelivery': { type: 'shipping.ShipmentOutForDelivery', ...ofShipment },
  'shipping.DeliveryAttemptFailed': {
    type: 'shipping.DeliveryAttemptFailed',
    ...ofShipment,
    reason: 'nobody-home',
  },
  'shipping.ShipmentDelivered': { type: 'shipping.ShipmentDelivered', ...ofShipment, lines },
  'shipping.ShipmentCancelled': {
    type: 'shipping.ShipmentCancelled',
    ...ofShipment,
    lines,
    reason: 'order-cancelled',
  },
  'shipping.ShipmentCancellationRejected': {
    type: 'shipping.ShipmentCancellationRejected',
    ...ofShipment,
    reason: 'shipped',
  },
  'shipping.ShipmentOverdue': { type: 'shipping.ShipmentOverdue', ...ofShipment, waitingFor: 'pick' },
};
