import type { Money } from '@waybill/kernel';
import type {
  Address,
  CancellationReason,
  Hold,
  RejectionReason,
  SkuQuantity,
  Totals,
} from '../domain/order.events.js';
import type { Lifecycle, OrderStatus } from './order-status.js';

/** A line and how much of it was cancelled, shipped and delivered. */
export interface OrderDocumentLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly cancelled: number;
  readonly shipped: number;
  readonly delivered: number;
}

/** What leaves one location for the order. */
export interface OrderDocumentShipment {
  readonly location: string;
  readonly lines: readonly SkuQuantity[];
  /** The share of the order's total that falls due with it. */
  readonly amount: Money;
  /** Present once shipping has created it. */
  readonly shipmentId?: string;
  /** `kept`: a cancellation came too late to stop it, and it has not been dispatched yet. */
  readonly stage: 'planned' | 'released' | 'kept' | 'shipped' | 'delivered' | 'cancelled';
}

/** An order as clients see it. */
export interface OrderDocument {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly lifecycle: Lifecycle;
  /** Why it was rejected, or why its cancellation was requested. */
  readonly reason?: CancellationReason | RejectionReason;
  /** While it is being cancelled: the locations that have not answered yet. */
  readonly awaiting?: readonly string[];
  readonly lines: readonly OrderDocumentLine[];
  readonly totals: Totals;
  /** The order's total in minor units, to sort by. */
  readonly totalAmount: number;
  readonly shippingAddress: Address;
  readonly billingAddress: Address;
  readonly paymentMethod: string;
  readonly allowPartial: boolean;
  readonly holds: readonly Hold[];
  /** Empty until the order is confirmed. */
  readonly shipments: readonly OrderDocumentShipment[];
  readonly placedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}
