import type { Money, PersonalData, Units } from '@waybill/kernel';
import type { Address, Contact, OfFulfilment, ShipmentEvent, WaitingFor } from './shipment.events.js';

/** Why an order gives up units that were planned here. */
export type WithdrawalReason =
  | 'reallocated'
  | 'out_of_stock'
  | 'order_cancelled'
  | 'inventory'
  /** They were given up when they were packed, and are unpacked now. */
  | 'unpacked';

interface OfFulfilmentOrder {
  readonly fulfilmentOrderId: string;
  readonly orderId: string;
  /** By when its next step is expected; absent when it expects none. */
  readonly dueAt?: string;
}

interface Awaiting extends OfFulfilment {
  /** By when its next step is expected; absent when it expects none. */
  readonly dueAt?: string;
}

interface WithUnits extends Awaiting {
  readonly units: readonly Units[];
}

/** Something that waits for a person. */
export interface WorkItem {
  readonly workItemId: string;
  readonly kind:
    | 'cancellation_overdue'
    | 'cancelled_shipment_scanned'
    | 'fulfilment_overdue'
    | 'label_failed'
    | 'shipment_overdue'
    | 'shipment_presumed_lost'
    | 'shipment_returned'
    | 'stock_discrepancy';
  readonly orderId: string;
  readonly about: { readonly type: string; readonly id: string };
  readonly amount?: Money;
  readonly reason: string;
  readonly resolutions: readonly { readonly request: string; readonly effect: string }[];
}

export type FulfilmentOrderEvent =
  | (WithUnits & {
      /** With what is known about it by now: without units that are withdrawn and holds that are released already. */
      readonly type: 'FulfilmentOrderCreated';
      readonly subjectId: string;
      readonly address: Address;
      readonly contact: Contact;
      readonly shippingMethod?: string;
      readonly holds: readonly string[];
    })
  | (OfFulfilmentOrder & { readonly type: 'FulfilmentHeld'; readonly holdId: string })
  | (OfFulfilmentOrder & { readonly type: 'FulfilmentHoldReleased'; readonly holdId: string })
  | (Awaiting & { readonly type: 'FulfilmentReleased' })
  | (OfFulfilmentOrder & {
      readonly type: 'FulfilmentAddressChanged';
      readonly subjectId: string;
      readonly address: Address;
    })
  | (OfFulfilmentOrder & {
      /** The order gives up units. Before the fulfilment order is created, all of them are remembered in `units`. */
      readonly type: 'UnitsWithdrawn';
      readonly units: readonly Units[];
      /** These are packed already: a person must take them out. */
      readonly tooLate: readonly Units[];
      readonly reason: WithdrawalReason;
    })
  | (WithUnits & { readonly type: 'ItemsPicked' })
  | (WithUnits & {
      /** These units are not on the shelf. */
      readonly type: 'ShortPickReported';
    })
  | (OfFulfilmentOrder & {
      /** Something is picked: the warehouse must say whether it can be stopped. */
      readonly type: 'FulfilmentCancellationRequested';
      readonly reason: string;
    })
  | (WithUnits & { readonly type: 'FulfilmentCancelled'; readonly reason: string })
  | (Awaiting & {
      readonly type: 'FulfilmentCancellationRejected';
      /** `shipped`: everything has left. `warehouse`: a person said that it cannot be stopped. */
      readonly reason: 'shipped' | 'warehouse';
    })
  | (OfFulfilment & { readonly type: 'FulfilmentOverdue'; readonly waitingFor: WaitingFor })
  | ({ readonly type: 'WorkItemOpened'; readonly fulfilmentOrderId: string } & WorkItem)
  | {
      readonly type: 'WorkItemClosed';
      readonly fulfilmentOrderId: string;
      readonly workItemId: string;
      readonly resolution: string;
    }
  | ShipmentEvent;

const erasedAddress: Address = { name: 'erased', lines: ['erased'], city: 'erased', country: 'ZZ' };
const ofSubject = ({ subjectId }: { readonly subjectId: string }) => subjectId;

/** The fields that name a person. `ZZ` is the country code that ISO 3166 leaves to users. */
export const personal: PersonalData<FulfilmentOrderEvent> = {
  FulfilmentOrderCreated: { subject: ofSubject, erased: { address: erasedAddress, contact: {} } },
  FulfilmentAddressChanged: { subject: ofSubject, erased: { address: erasedAddress } },
  LabelRequested: { subject: ofSubject, erased: { address: erasedAddress, contact: {} } },
  ShipmentDelivered: { subject: ofSubject, erased: { proof: 'erased' } },
};
