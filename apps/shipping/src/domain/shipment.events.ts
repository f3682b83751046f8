import { idFrom, type Money } from '@waybill/kernel';

export interface Address {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  readonly country: string;
}

export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** The status that a carrier reports. */
export type CarrierStatus =
  | 'pre_transit'
  | 'in_transit'
  | 'out_for_delivery'
  | 'available_for_pickup'
  | 'delivered'
  | 'return_to_sender'
  | 'failure'
  | 'unknown';

/** The step that a shipment waits for. */
export type Awaited =
  'release' | 'pick' | 'pack' | 'label' | 'payment' | 'dispatch' | 'first-scan' | 'tracking' | 'delivery';

interface OfShipment {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly location: string;
}

/** After this event the shipment waits for its next step until `dueAt` (RFC 3339). */
interface Due extends OfShipment {
  readonly dueAt: string;
}

export type ShipmentEvent =
  | (Due & {
      readonly type: 'ShipmentCreated';
      readonly lines: readonly SkuQuantity[];
      readonly amount: Money;
      readonly address: Address;
      readonly holds: readonly string[];
    })
  | (Due & { readonly type: 'ShipmentHeld'; readonly hold: string; readonly holds: readonly string[] })
  | (Due & { readonly type: 'ShipmentHoldLifted'; readonly hold: string; readonly holds: readonly string[] })
  | (Due & { readonly type: 'ShipmentReleased' })
  | (Due & { readonly type: 'ItemsPicked'; readonly lines: readonly SkuQuantity[] })
  | (OfShipment & { readonly type: 'ItemsPacked' })
  | (Due & {
      readonly type: 'LabelRequested';
      /** The carrier sells one label per key, however often it is asked. */
      readonly key: string;
      readonly attempt: number;
      readonly lines: readonly SkuQuantity[];
      readonly address: Address;
    })
  | (Due & {
      readonly type: 'LabelPurchased';
      readonly key: string;
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly labelUrl?: string;
      readonly amount: Money;
    })
  | (OfShipment & {
      readonly type: 'LabelFailed';
      /** The carrier's word. */
      readonly reason: string;
      readonly attempt: number;
      /** When it is requested again; absent if a person must decide. */
      readonly dueAt?: string;
    })
  | (OfShipment & { readonly type: 'LabelOutcomeUnknown'; readonly attempt: number; readonly dueAt?: string })
  | (OfShipment & { readonly type: 'LabelVoidRequested'; readonly key: string })
  | (OfShipment & { readonly type: 'LabelVoided'; readonly key: string })
  | (OfShipment & { readonly type: 'DispatchPermitted'; readonly dueAt?: string })
  | (Due & { readonly type: 'ShipmentDispatched'; readonly lines: readonly SkuQuantity[] })
  | (OfShipment & {
      readonly type: 'TrackingRequested';
      readonly trackingNumber: string;
      /** The number of the carrier's events that are recorded already. */
      readonly known: number;
    })
  | (OfShipment & {
      readonly type: 'TrackingRecorded';
      readonly carrierEventId: string;
      readonly carrierStatus: CarrierStatus;
      readonly at: string;
      readonly place?: string;
      readonly reason?: string;
      readonly dueAt?: string;
    })
  | (OfShipment & { readonly type: 'ShipmentInTransit' })
  | (OfShipment & { readonly type: 'ShipmentOutForDelivery' })
  | (OfShipment & {
      readonly type: 'DeliveryAttemptFailed';
      /** The carrier's word, or `unknown`. */
      readonly reason: string;
    })
  | (OfShipment & { readonly type: 'ShipmentDelivered'; readonly lines: readonly SkuQuantity[] })
  | (OfShipment & {
      readonly type: 'ShipmentCancelled';
      readonly lines: readonly SkuQuantity[];
      /** Why the order is cancelled. */
      readonly reason: string;
    })
  | (OfShipment & { readonly type: 'ShipmentCancellationRejected'; readonly reason: 'shipped' })
  | (OfShipment & { readonly type: 'ShipmentOverdue'; readonly waitingFor: Awaited });

/** An order has one shipment per location; both make its id. */
export function shipmentIdOf(orderId: string, location: string): string {
  return idFrom('shipment', orderId, location);
}
