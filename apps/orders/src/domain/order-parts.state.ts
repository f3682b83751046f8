import type { Money, Named, Units } from '@waybill/kernel';
import type { OrderEvent } from './order.events.js';
import type {
  Address,
  CancellationReason,
  HoldReason,
  PaymentOutcome,
  PlannedFulfilment,
  RejectionReason,
  Shortage,
} from './order-contents.events.js';

/** What one location has to send, or has sent. Units that it will not send are not among its units. */
export interface Fulfilment extends PlannedFulfilment {
  /** The reservation that holds its stock: the order's, or that of a reshipment. */
  readonly reservationId: string;
  /** `kept`: a cancellation came too late, or the warehouse has refused. */
  readonly stage: 'planned' | 'released' | 'kept';
  readonly keptBecause?: 'shipped' | 'warehouse';
  readonly isLabelled: boolean;
}

export interface Parcel {
  readonly shipmentId: string;
  readonly fulfilmentOrderId: string;
  readonly units: readonly Units[];
  readonly stage: 'shipped' | 'delivered' | 'lost' | 'returned';
  /** What is done about one that is lost or returned. */
  readonly resolution?: 'reship_requested' | 'reshipped' | 'refunded';
  /** The reservations of its reshipments, one per attempt. */
  readonly reservations: readonly string[];
}

export interface OrderPayment {
  readonly paymentId: string;
  readonly outcome: 'pending' | PaymentOutcome;
  readonly captures: readonly {
    readonly captureId: string;
    readonly shipmentId: string;
    readonly amount: Money;
  }[];
  readonly refunds: readonly { readonly refundId: string; readonly amount: Money }[];
  /** The parcels whose captures wait for a person or another payment. */
  readonly waiting: readonly string[];
  /** What has been captured and not been refunded. */
  readonly paid: readonly Units[];
}

export interface Hold {
  readonly holdId: string;
  readonly reason: HoldReason;
  readonly owner: string;
  readonly cause?: string;
  readonly note?: string;
  readonly since: string;
  readonly until: string;
}

export interface Note {
  readonly noteId: string;
  readonly text: string;
  readonly author: string;
  readonly at: string;
}

/** Regardless of holds and parcels. */
export type Lifecycle =
  'pending' | 'confirmed' | 'cancelling' | 'cancelled' | 'rejected' | 'expired' | 'completed';

/** Why an order was not confirmed, and what was missing. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly shortages: readonly Shortage[];
}

/** A placed order. What depends on several of these facts is computed in order.ledger.state.ts. */
export interface Placed {
  readonly status: Lifecycle;
  readonly placed: Named<OrderEvent, 'OrderPlaced'>;
  /** The present one; the one as placed is in `placed`. */
  readonly shippingAddress: Address;
  readonly tags: readonly string[];
  readonly notes: readonly Note[];
  /** Why it is cancelled, or is to be. */
  readonly reason?: CancellationReason;
  readonly rejection?: Rejection;
  /** The fulfilment orders that have been asked to stop and have not answered. */
  readonly awaiting: readonly string[];
  readonly cancelled: readonly Units[];
  /** Cancelled because the stock was gone: shipping cancels no parcel, so payments learns from here what is due back. */
  readonly short: readonly Units[];
  /** Neither cancelled nor to be paid: paid back for good, or due back. */
  readonly refunded: readonly Units[];
  /** What this order has asked payments to pay back. */
  readonly refundsDue: readonly Units[];
  readonly fulfilments: readonly Fulfilment[];
  readonly parcels: readonly Parcel[];
  /** The last one is to pay for what is not paid yet. */
  readonly payments: readonly OrderPayment[];
  readonly holds: readonly Hold[];
  readonly releasedHolds: readonly string[];
  /** The ids of those that are open. */
  readonly workItems: readonly string[];
}
