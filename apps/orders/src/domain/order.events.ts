import type { Money } from '@waybill/kernel';

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

export interface OrderLine extends SkuQuantity {
  readonly unitPrice: Money;
}

export interface Totals {
  readonly goods: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly total: Money;
}

export interface Shortage {
  readonly sku: string;
  readonly missing: number;
}

export interface PlannedShipment {
  readonly location: string;
  readonly lines: readonly SkuQuantity[];
  readonly amount: Money;
}

export type Hold =
  'fraud' | 'payment-review' | 'payment' | 'address' | 'stock' | 'manual' | 'credit' | 'export';

/** Why an order is cancelled. */
export type CancellationReason = 'customer' | 'declined' | 'fraud' | 'inventory' | 'staff' | 'other';

/** Why an order was not confirmed: its payment was declined, or why its stock could not be kept. */
export type RejectionReason = 'declined' | 'out-of-stock' | 'contention' | 'expired' | 'released';

interface OfOrder {
  readonly orderId: string;
}

interface OfShipment extends OfOrder {
  readonly location: string;
  readonly shipmentId: string;
}

export type OrderEvent =
  | (OfOrder & {
      readonly type: 'OrderPlaced';
      readonly customerId: string;
      readonly lines: readonly OrderLine[];
      readonly totals: Totals;
      readonly shippingAddress: Address;
      readonly billingAddress: Address;
      readonly paymentMethod: string;
      readonly allowPartial: boolean;
    })
  | (OfOrder & {
      readonly type: 'OrderLinesCancelled';
      readonly lines: readonly SkuQuantity[];
      readonly reason: 'out-of-stock' | 'order-cancelled';
      readonly totals: Totals;
    })
  | (OfOrder & {
      readonly type: 'OrderConfirmed';
      readonly customerId: string;
      readonly shippingAddress: Address;
      readonly shipments: readonly PlannedShipment[];
      readonly holds: readonly Hold[];
    })
  | (OfOrder & {
      readonly type: 'OrderRejected';
      readonly reason: RejectionReason;
      readonly shortages: readonly Shortage[];
    })
  | (OfOrder & { readonly type: 'OrderExpired' })
  | (OfOrder & {
      readonly type: 'OrderHeld';
      readonly hold: Hold;
      readonly note?: string;
      readonly locations: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'OrderHoldReleased';
      readonly hold: Hold;
      readonly holds: readonly Hold[];
      readonly locations: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'OrderCancellationRequested';
      readonly reason: CancellationReason;
      readonly locations: readonly string[];
    })
  | (OfOrder & { readonly type: 'OrderCancellationOverdue'; readonly locations: readonly string[] })
  | (OfOrder & { readonly type: 'OrderCancellationRejected'; readonly reason: 'shipped' })
  | (OfOrder & { readonly type: 'OrderCancelled'; readonly reason: CancellationReason })
  | (OfShipment & { readonly type: 'OrderFulfilmentReleased' })
  | (OfShipment & { readonly type: 'OrderShipmentKept' })
  | (OfShipment & { readonly type: 'OrderShipmentCancelled' })
  | (OfShipment & { readonly type: 'OrderLinesShipped'; readonly lines: readonly SkuQuantity[] })
  | (OfShipment & { readonly type: 'OrderLinesDelivered'; readonly lines: readonly SkuQuantity[] })
  | (OfOrder & { readonly type: 'OrderCompleted' });
