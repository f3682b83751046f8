import type { Money, Units } from '@waybill/kernel';
import type {
  Address,
  CancellationReason,
  Contact,
  HoldReason,
  OrderLine,
  PaymentOutcome,
  PlannedFulfilment,
  RejectionReason,
  ShippingLine,
  Shortage,
  Totals,
} from './order-contents.events.js';

/** What every published event tells about the order that it is about. */
export interface OfOrder {
  readonly orderId: string;
  /** Whose key seals the personal data: the customer, or the order itself for a guest. */
  readonly subjectId: string;
  readonly number: string;
  readonly channel: string;
  /** Absent for a guest. */
  readonly customerId?: string;
}

interface Recorded {
  readonly orderId: string;
}

/** Where parcels go, and to whom. */
export interface Destination {
  readonly contact: Contact;
  readonly shippingAddress: Address;
  readonly shippingMethod?: string;
}

interface OfParcel extends OfOrder {
  readonly shipmentId: string;
  readonly fulfilmentOrderId: string;
  readonly units: readonly Units[];
}

/** Units that nobody gets, and what the rest of the order costs. */
interface Cancelling extends OfOrder {
  readonly units: readonly Units[];
  readonly totals: Totals;
}

/** A problem that waits for a person; {@link WorkItemOpened} is published unchanged. */
interface OpenedWorkItem extends Recorded {
  readonly workItemId: string;
  readonly kind: 'hold_overdue' | 'cancellation_overdue' | 'shipment_lost' | 'stock_shortfall';
  readonly about: { readonly type: string; readonly id: string };
  readonly amount?: Money;
  readonly reason: string;
  readonly resolutions: readonly { readonly request: string; readonly effect: string }[];
}

export type OrderEvent =
  | (OfOrder & {
      readonly type: 'OrderPlaced';
      readonly externalReference?: string;
      readonly source?: string;
      readonly contact: Contact;
      readonly currency: string;
      readonly priceIncludesTax: boolean;
      readonly lines: readonly OrderLine[];
      readonly shipping?: ShippingLine;
      readonly totals: Totals;
      readonly shippingAddress: Address;
      readonly billingAddress: Address;
      readonly paymentId: string;
      readonly notes?: string;
      readonly tags: readonly string[];
      readonly metadata: Readonly<Record<string, string>>;
    })
  | (Cancelling & {
      readonly type: 'OrderLinesCancelled';
      readonly reason: 'out_of_stock' | 'order_cancelled' | 'inventory';
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder &
      Destination & {
        readonly type: 'OrderConfirmed';
        readonly fulfilments: readonly PlannedFulfilment[];
        /** The ids of the holds that are open. */
        readonly holds: readonly string[];
      })
  | (OfOrder &
      Destination & {
        readonly type: 'FulfilmentPlanned';
        readonly reason: 'reallocated' | 'reshipped';
        readonly fulfilments: readonly PlannedFulfilment[];
        readonly holds: readonly string[];
        /** The reservation that holds the stock. */
        readonly reservationId: string;
        /** The fulfilment order that the units leave. */
        readonly insteadOf?: string;
      })
  | (OfOrder & {
      readonly type: 'OrderRejected';
      readonly reason: RejectionReason;
      readonly shortages: readonly Shortage[];
      readonly totals: Totals;
    })
  | (OfOrder & { readonly type: 'OrderExpired'; readonly totals: Totals })
  | (OfOrder & {
      readonly type: 'OrderAddressChanged';
      readonly shippingAddress: Address;
      /** Those of which no parcel has a label. */
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'OrderHeld';
      readonly holdId: string;
      readonly reason: HoldReason;
      /** Who alone releases it: a person, or `orders.<saga>`. */
      readonly owner: string;
      /** What a saga's hold waits for: `payment/<id>`, `capture/<shipmentId>` or `label/<shipmentId>`. */
      readonly cause?: string;
      readonly note?: string;
      readonly since: string;
      readonly until: string;
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'OrderHoldReleased';
      readonly holdId: string;
      readonly reason: HoldReason;
      readonly holds: readonly string[];
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'OrderCancellationRequested';
      readonly reason: CancellationReason;
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'OrderCancellationRejected';
      readonly reason: 'shipped' | 'warehouse';
    })
  | (Cancelling & { readonly type: 'OrderCancelled'; readonly reason: CancellationReason })
  | (Recorded & { readonly type: 'OrderFulfilmentReleased'; readonly fulfilmentOrderId: string })
  /** A cancellation came too late for it, or the warehouse has refused. */
  | (Recorded & {
      readonly type: 'OrderFulfilmentKept';
      readonly fulfilmentOrderId: string;
      readonly reason: 'shipped' | 'warehouse';
    })
  | (Recorded & {
      readonly type: 'OrderParcelLabelled';
      readonly shipmentId: string;
      readonly fulfilmentOrderId: string;
    })
  | (OfParcel & { readonly type: 'OrderLinesShipped' })
  | (OfParcel & { readonly type: 'OrderLinesDelivered' })
  | (OfParcel & { readonly type: 'OrderLinesLost' })
  | (Recorded & { readonly type: 'OrderParcelReturned'; readonly shipmentId: string })
  | (Recorded & {
      /** The goods of a parcel that was lost or came back are not sent again. */
      readonly type: 'ParcelWrittenOff';
      readonly shipmentId: string;
      readonly units: readonly Units[];
    })
  | (OfOrder & {
      readonly type: 'ReshipmentRequested';
      readonly shipmentId: string;
      readonly reservationId: string;
      readonly units: readonly Units[];
    })
  | (Recorded & {
      readonly type: 'ReshipmentFailed';
      readonly shipmentId: string;
      readonly reservationId: string;
    })
  | (OfOrder & { readonly type: 'OrderPaymentRequested'; readonly paymentId: string; readonly amount: Money })
  | (Recorded & {
      readonly type: 'OrderPaymentRecorded';
      readonly paymentId: string;
      readonly outcome: PaymentOutcome;
    })
  | (Recorded & {
      readonly type: 'OrderCaptureRecorded';
      readonly paymentId: string;
      readonly captureId: string;
      readonly shipmentId: string;
      readonly units: readonly Units[];
      readonly amount: Money;
    })
  | (Recorded & {
      /** A capture waits for a person or another payment. */
      readonly type: 'OrderCaptureWaits';
      readonly paymentId: string;
      readonly shipmentId: string;
    })
  | (Recorded & {
      readonly type: 'OrderRefundRecorded';
      readonly paymentId: string;
      readonly refundId: string;
      /** Empty for goodwill. */
      readonly units: readonly Units[];
      readonly amount: Money;
    })
  | (OfOrder & {
      readonly type: 'OrderRefundDue';
      readonly refundId: string;
      readonly units: readonly Units[];
      readonly amount: Money;
      readonly reason: string;
    })
  | (Recorded & {
      readonly type: 'OrderNoteAdded';
      readonly subjectId: string;
      readonly noteId: string;
      readonly text: string;
      readonly author: string;
      readonly at: string;
    })
  | (Recorded & { readonly type: 'OrderTagged'; readonly tag: string })
  | (Recorded & { readonly type: 'OrderUntagged'; readonly tag: string })
  | (OfOrder & { readonly type: 'OrderCompleted'; readonly totals: Totals })
  | (OpenedWorkItem & { readonly type: 'WorkItemOpened' })
  | (Recorded & {
      readonly type: 'WorkItemClosed';
      readonly workItemId: string;
      readonly resolution: string;
    });
