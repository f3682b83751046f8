import type { Money, Named, Units } from '@waybill/kernel';
import type { ClosedWorkItem, Each, OpenedWorkItem } from './vocabulary.js';

/** What one location has to send. */
interface OfFulfilment {
  readonly fulfilmentOrderId: string;
  readonly orderId: string;
  readonly location: string;
}

/** A parcel of a fulfilment order. */
interface OfShipment extends OfFulfilment {
  readonly shipmentId: string;
}

interface FulfilmentUnits extends OfFulfilment {
  readonly units: readonly Units[];
}

interface ShipmentUnits extends OfShipment {
  readonly units: readonly Units[];
}

export type ShippingPublishedEvent =
  | (FulfilmentUnits & { readonly type: 'shipping.FulfilmentOrderCreated' })
  | (OfFulfilment & { readonly type: 'shipping.FulfilmentReleased' })
  | (FulfilmentUnits & { readonly type: 'shipping.ItemsPicked' })
  | (FulfilmentUnits & {
      /** These units are not on the shelf. The fulfilment order no longer sends them. */
      readonly type: 'shipping.ShortPickReported';
    })
  | (ShipmentUnits & { readonly type: 'shipping.ItemsPacked' })
  | (OfShipment & {
      readonly type: 'shipping.LabelPurchased';
      readonly carrier: string;
      readonly service?: string;
      readonly trackingNumber: string;
      readonly trackingUrl?: string;
    })
  | (OfShipment & {
      readonly type: 'shipping.LabelFailed';
      /** The carrier's word. */
      readonly reason: string;
      readonly attempt: number;
      readonly isAddressRefused: boolean;
    })
  | (ShipmentUnits & {
      /** It can leave, its order is not on hold: what falls due with it can be taken. */
      readonly type: 'shipping.ShipmentReadyForCapture';
      readonly amount: Money;
    })
  | (OfShipment & { readonly type: 'shipping.DispatchPermitted' })
  | (ShipmentUnits & {
      readonly type: 'shipping.ShipmentDispatched';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly trackingUrl?: string;
    })
  | Each<
      | 'shipping.ShipmentInTransit'
      | 'shipping.ShipmentOutForDelivery'
      | 'shipping.ShipmentAvailableForPickup'
      | 'shipping.ReturnToSenderStarted',
      OfShipment
    >
  | (OfShipment & {
      readonly type: 'shipping.DeliveryAttemptFailed';
      /** The carrier's word, or `unknown`. */
      readonly reason: string;
      readonly attempt: number;
    })
  | (ShipmentUnits & {
      readonly type: 'shipping.ShipmentDelivered';
      /** Whose key seals the proof. */
      readonly subjectId: string;
      /** When the carrier says. */
      readonly deliveredAt: string;
      /** For example who signed. */
      readonly proof?: string;
    })
  | (ShipmentUnits & { readonly type: 'shipping.ShipmentPresumedLost' })
  | (ShipmentUnits & { readonly type: 'shipping.ShipmentLost'; readonly reason: string })
  | (ShipmentUnits & {
      /** A parcel that was lost, or presumed to be, is on its way after all. */
      readonly type: 'shipping.ShipmentFound';
    })
  | (ShipmentUnits & { readonly type: 'shipping.ReturnToSenderReceived' })
  | (ShipmentUnits & {
      /** A parcel that will not leave; its units go back on the shelf. Its fulfilment order may go on. */
      readonly type: 'shipping.ShipmentCancelled';
      readonly reason: string;
    })
  | (FulfilmentUnits & {
      /** These units are not sent by this fulfilment order any more, and are not in any parcel. */
      readonly type: 'shipping.FulfilmentCancelled';
      readonly reason: string;
    })
  | (OfFulfilment & {
      readonly type: 'shipping.FulfilmentCancellationRejected';
      /** `shipped`: everything has left. `warehouse`: a person said that it cannot be stopped. */
      readonly reason: 'shipped' | 'warehouse';
    })
  | (OpenedWorkItem & { readonly type: 'shipping.WorkItemOpened' })
  | (ClosedWorkItem & { readonly type: 'shipping.WorkItemClosed' });

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const fulfilmentOrderId = '7c1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e70';
const ofFulfilment = { fulfilmentOrderId, orderId, location: 'main' };
const ofShipment = { ...ofFulfilment, shipmentId: '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f' };
const amount: Money = { amount: 3070, currency: 'EUR' };
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: { amount: 1535, currency: 'EUR' } },
];

/** One recorded sample of every event that shipping publishes. */
export const shippingSamples: {
  readonly [T in ShippingPublishedEvent['type']]: Named<ShippingPublishedEvent, T>;
} = {
  'shipping.FulfilmentOrderCreated': { type: 'shipping.FulfilmentOrderCreated', ...ofFulfilment, units },
  'shipping.FulfilmentReleased': { type: 'shipping.FulfilmentReleased', ...ofFulfilment },
  'shipping.ItemsPicked': { type: 'shipping.ItemsPicked', ...ofFulfilment, units },
  'shipping.ShortPickReported': {
    type: 'shipping.ShortPickReported',
    ...ofFulfilment,
    units: units.map((one) => ({ ...one, first: 1, quantity: 1 })),
  },
  'shipping.ItemsPacked': { type: 'shipping.ItemsPacked', ...ofShipment, units },
  'shipping.LabelPurchased': {
    type: 'shipping.LabelPurchased',
    ...ofShipment,
    carrier: 'sandbox',
    trackingNumber: 'SB0000000001',
    trackingUrl: 'https://carrier.example/track/SB0000000001',
  },
  'shipping.LabelFailed': {
    type: 'shipping.LabelFailed',
    ...ofShipment,
    reason: 'carrier_unavailable',
    attempt: 1,
    isAddressRefused: false,
  },
  'shipping.ShipmentReadyForCapture': {
    type: 'shipping.ShipmentReadyForCapture',
    ...ofShipment,
    units,
    amount,
  },
  'shipping.DispatchPermitted': { type: 'shipping.DispatchPermitted', ...ofShipment },
  'shipping.ShipmentDispatched': {
    type: 'shipping.ShipmentDispatched',
    ...ofShipment,
    units,
    carrier: 'sandbox',
    trackingNumber: 'SB0000000001',
  },
  'shipping.ShipmentInTransit': { type: 'shipping.ShipmentInTransit', ...ofShipment },
  'shipping.ShipmentOutForDelivery': { type: 'shipping.ShipmentOutForDelivery', ...ofShipment },
  'shipping.ShipmentAvailableForPickup': { type: 'shipping.ShipmentAvailableForPickup', ...ofShipment },
  'shipping.ReturnToSenderStarted': { type: 'shipping.ReturnToSenderStarted', ...ofShipment },
  'shipping.DeliveryAttemptFailed': {
    type: 'shipping.DeliveryAttemptFailed',
    ...ofShipment,
    reason: 'nobody_home',
    attempt: 1,
  },
  'shipping.ShipmentDelivered': {
    type: 'shipping.ShipmentDelivered',
    ...ofShipment,
    subjectId: 'ada',
    units,
    deliveredAt: '2026-11-24T09:12:00.000Z',
    proof: 'signed by Lovelace',
  },
  'shipping.ShipmentPresumedLost': { type: 'shipping.ShipmentPresumedLost', ...ofShipment, units },
  'shipping.ShipmentLost': {
    type: 'shipping.ShipmentLost',
    ...ofShipment,
    units,
    reason: 'carrier_confirmed',
  },
  'shipping.ShipmentFound': { type: 'shipping.ShipmentFound', ...ofShipment, units },
  'shipping.ReturnToSenderReceived': { type: 'shipping.ReturnToSenderReceived', ...ofShipment, units },
  'shipping.ShipmentCancelled': {
    type: 'shipping.ShipmentCancelled',
    ...ofShipment,
    units,
    reason: 'order_cancelled',
  },
  'shipping.FulfilmentCancelled': {
    type: 'shipping.FulfilmentCancelled',
    ...ofFulfilment,
    units,
    reason: 'order_cancelled',
  },
  'shipping.FulfilmentCancellationRejected': {
    type: 'shipping.FulfilmentCancellationRejected',
    ...ofFulfilment,
    reason: 'shipped',
  },
  'shipping.WorkItemOpened': {
    type: 'shipping.WorkItemOpened',
    workItemId: 'lost/4a1f0f52',
    kind: 'shipment_presumed_lost',
    orderId,
    about: { type: 'shipment', id: ofShipment.shipmentId },
    reason: 'Nobody has seen the parcel for 21 days.',
    resolutions: [{ request: 'POST /v1/shipments/…/report-lost', effect: 'confirms the loss' }],
  },
  'shipping.WorkItemClosed': {
    type: 'shipping.WorkItemClosed',
    workItemId: 'lost/4a1f0f52',
    resolution: 'The carrier has found the parcel.',
  },
};
