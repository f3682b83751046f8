import type { Money, Units } from '@waybill/kernel';

/** A postal address anywhere in the world. */
export interface Address {
  readonly name: string;
  readonly company?: string;
  readonly lines: readonly string[];
  readonly city: string;
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly phone?: string;
}

export interface Contact {
  readonly email?: string;
  readonly phone?: string;
  readonly locale?: string;
}

export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** The steps for which a fulfilment order or one of its shipments waits. */
export type WaitingFor =
  'release' | 'pick' | 'pack' | 'cancellation' | 'label' | 'payment' | 'dispatch' | 'first_scan';

export interface OfFulfilment {
  readonly fulfilmentOrderId: string;
  readonly orderId: string;
  readonly location: string;
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

/** A packed box. */
export interface Package {
  readonly weightGrams: number;
  readonly lengthMm?: number;
  readonly widthMm?: number;
  readonly heightMm?: number;
}

/** Who carries a parcel under which number. */
export interface Carriage {
  readonly carrier: string;
  readonly service?: string;
  readonly trackingNumber: string;
  readonly trackingUrl?: string;
  /** Whether it leaves the country: it may then be silent for longer. */
  readonly isInternational: boolean;
}

/** A parcel of a fulfilment order. */
export interface OfShipment extends OfFulfilment {
  readonly shipmentId: string;
}

/** The shipment waits for its next step until `dueAt` (RFC 3339). Absent: what it waited for before stays as it was. */
interface Awaiting extends OfShipment {
  readonly dueAt?: string;
}

interface WithUnits extends OfShipment {
  readonly units: readonly Units[];
}

export type ShipmentEvent =
  | (WithUnits & {
      readonly type: 'ItemsPacked';
      readonly packages: readonly Package[];
      readonly packedAt: string;
      /** By when the fulfilment order's next step is expected; absent when it expects none. */
      readonly dueAt?: string;
    })
  | (OfShipment & {
      readonly type: 'LabelRequested';
      readonly subjectId: string;
      /** The carrier sells one label per key, however often it is asked. */
      readonly key: string;
      readonly attempt: number;
      readonly lines: readonly SkuQuantity[];
      readonly packages: readonly Package[];
      readonly address: Address;
      readonly contact: Contact;
      readonly shippingMethod?: string;
      readonly dueAt: string;
    })
  | (OfShipment &
      Carriage & { readonly type: 'LabelPurchased'; readonly key: string; readonly labelUrl?: string })
  | (Awaiting & {
      /** Without `dueAt` it is not requested again by itself. */
      readonly type: 'LabelFailed';
      /** The carrier's word. */
      readonly reason: string;
      readonly attempt: number;
      readonly isAddressRefused: boolean;
    })
  | (Awaiting & { readonly type: 'LabelOutcomeUnknown'; readonly attempt: number })
  | (OfShipment & {
      /** A person has brought the parcel to a carrier. */
      readonly type: 'TrackingEntered';
    } & Carriage)
  | (OfShipment & {
      readonly type: 'LabelVoidRequested';
      readonly key: string;
      readonly attempt: number;
      readonly dueAt: string;
    })
  | (Awaiting & {
      /** With `dueAt` the carrier is asked then whether the cancelled parcel was handed over after all. */
      readonly type: 'LabelVoided';
      readonly key: string;
    })
  | (OfShipment & {
      readonly type: 'LabelVoidFailed';
      readonly key: string;
      readonly attempt: number;
      /** The carrier's word, or `outcome_unknown`. */
      readonly reason: string;
      /** When it is requested again; absent if a person must decide. */
      readonly dueAt?: string;
    })
  | (WithUnits & {
      readonly type: 'ShipmentReadyForCapture';
      readonly amount: Money;
      readonly dueAt?: string;
    })
  | (Awaiting & { readonly type: 'DispatchPermitted' })
  | (OfShipment & {
      /** Its time has passed while the order is on hold or its cancellation is being decided. */
      readonly type: 'ShipmentPostponed';
    })
  | (OfShipment & {
      /** It waits for its next step, until `dueAt`. */
      readonly type: 'ShipmentResumed';
      readonly dueAt: string;
    })
  | (WithUnits & {
      readonly type: 'ShipmentDispatched';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly trackingUrl?: string;
      readonly dispatchedAt: string;
      readonly dueAt: string;
    })
  | (WithUnits & {
      /** A parcel that will not leave. Its units are still to pick. */
      readonly type: 'ShipmentCancelled';
      readonly reason: string;
      /** By when the fulfilment order's next step is expected. */
      readonly dueAt?: string;
    })
  | (OfShipment & {
      readonly type: 'TrackingRequested';
      /** When something is expected next, or the carrier is asked again; absent when neither is. */
      readonly dueAt?: string;
      readonly carrier: string;
      readonly trackingNumber: string;
      /** The number of the carrier's events that are recorded already. */
      readonly known: number;
    })
  | (Awaiting & {
      readonly type: 'TrackingRecorded';
      readonly carrierEventId: string;
      readonly carrierStatus: CarrierStatus;
      readonly at: string;
      readonly place?: string;
      readonly reason?: string;
    })
  | (OfShipment & { readonly type: 'ShipmentInTransit' })
  | (OfShipment & { readonly type: 'ShipmentOutForDelivery' })
  | (OfShipment & { readonly type: 'ShipmentAvailableForPickup' })
  | (OfShipment & {
      readonly type: 'DeliveryAttemptFailed';
      /** The carrier's word, or `unknown`. */
      readonly reason: string;
      readonly attempt: number;
    })
  | (OfShipment & {
      readonly type: 'ReturnToSenderStarted';
      readonly reason: 'carrier' | 'attempts' | 'not_collected';
      readonly at: string;
    })
  | (WithUnits & {
      readonly type: 'ShipmentDelivered';
      readonly subjectId: string;
      /** When the carrier says. */
      readonly deliveredAt: string;
      /** For example who signed. */
      readonly proof?: string;
    })
  | (WithUnits & { readonly type: 'ReturnToSenderReceived' })
  | (WithUnits & { readonly type: 'ShipmentPresumedLost' })
  | (WithUnits & { readonly type: 'ShipmentLost'; readonly reason: string })
  | (WithUnits & { readonly type: 'ShipmentFound'; readonly at: string; readonly dueAt: string })
  | (OfShipment & {
      readonly type: 'CancelledShipmentScanned';
      readonly carrierStatus: CarrierStatus;
      readonly at: string;
    })
  | (OfShipment & { readonly type: 'ShipmentOverdue'; readonly waitingFor: WaitingFor })
  | (OfShipment & {
      /** A person has dealt with what a returned or cancelled parcel left open. */
      readonly type: 'ShipmentSettled';
      readonly resolution: string;
    });
