import type { Money, Named } from '@waybill/kernel';

export interface Address {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** What leaves one location for an order, and the share of the order's total that falls due with it. */
export interface PlannedShipment {
  readonly location: string;
  readonly lines: readonly SkuQuantity[];
  readonly amount: Money;
}

/** Why an order is cancelled. */
export type CancellationReason = 'customer' | 'declined' | 'fraud' | 'inventory' | 'staff' | 'other';

/** Why an order was not confirmed: its payment was declined, or why its stock could not be kept. */
export type RejectionReason = 'declined' | 'out-of-stock' | 'contention' | 'expired' | 'released';

export type OrdersPublishedEvent =
  | {
      readonly type: 'orders.OrderPlaced';
      readonly orderId: string;
      readonly customerId: string;
      readonly lines: readonly (SkuQuantity & { readonly unitPrice: Money })[];
      readonly total: Money;
      readonly paymentMethod: string;
      readonly shippingAddress: Address;
      /** Whether what is in stock may be sent and the rest cancelled. */
      readonly allowPartial: boolean;
    }
  | {
      readonly type: 'orders.OrderLinesCancelled';
      readonly orderId: string;
      readonly lines: readonly SkuQuantity[];
      readonly reason: 'out-of-stock' | 'order-cancelled';
      /** What the order costs without them. */
      readonly total: Money;
    }
  | {
      readonly type: 'orders.OrderConfirmed';
      readonly orderId: string;
      readonly customerId: string;
      readonly shippingAddress: Address;
      readonly shipments: readonly PlannedShipment[];
      /** Holds that are open; nothing is released before the last one is. */
      readonly holds: readonly string[];
    }
  | {
      readonly type: 'orders.OrderHeld';
      readonly orderId: string;
      readonly hold: string;
      readonly note?: string;
      /** Where the order's shipments are planned; empty before it is confirmed. */
      readonly locations: readonly string[];
    }
  | {
      readonly type: 'orders.OrderHoldReleased';
      readonly orderId: string;
      readonly hold: string;
      /** The holds that are still open. */
      readonly holds: readonly string[];
      /** Where the order's shipments are planned; empty before it is confirmed. */
      readonly locations: readonly string[];
    }
  | {
      readonly type: 'orders.OrderCancellationRequested';
      readonly orderId: string;
      readonly reason: CancellationReason;
      readonly locations: readonly string[];
    }
  | {
      readonly type: 'orders.OrderCancellationRejected';
      readonly orderId: string;
      readonly reason: 'shipped';
    }
  | { readonly type: 'orders.OrderCancelled'; readonly orderId: string; readonly reason: CancellationReason }
  | {
      readonly type: 'orders.OrderRejected';
      readonly orderId: string;
      readonly reason: RejectionReason;
      readonly shortages: readonly { readonly sku: string; readonly missing: number }[];
    }
  | { readonly type: 'orders.OrderExpired'; readonly orderId: string }
  | {
      readonly type: 'orders.OrderLinesShipped';
      readonly orderId: string;
      readonly shipmentId: string;
      readonly lines: readonly SkuQuantity[];
    }
  | {
      readonly type: 'orders.OrderLinesDelivered';
      readonly orderId: string;
      readonly shipmentId: string;
      readonly lines: readonly SkuQuantity[];
    }
  | { readonly type: 'orders.OrderCompleted'; readonly orderId: string };

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const shippingAddress: Address = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const lines = [{ sku: 'TEA-EARL-100', quantity: 2 }];

/** One recorded sample of every event that orders publishes: what a consumer must be able to read. */
export const ordersSamples: { readonly [T in OrdersPublishedEvent['type']]: Named<OrdersPublishedEvent, T> } =
  {
    'orders.OrderPlaced': {
      type: 'orders.OrderPlaced',
      orderId,
      customerId: 'ada',
      lines: [{ sku: 'TEA-EARL-100', quantity: 2, unitPrice: eur(1250) }],
      total: eur(3070),
      paymentMethod: 'tok_approve',
      shippingAddress,
      allowPartial: false,
    },
    'orders.OrderLinesCancelled': {
      type: 'orders.OrderLinesCancelled',
      orderId,
      lines: [{ sku: 'TEA-EARL-100', quantity: 1 }],
      reason: 'out-of-stock',
      total: eur(1820),
    },
    'orders.OrderConfirmed': {
      type: 'orders.OrderConfirmed',
      orderId,
      customerId: 'ada',
      shippingAddress,
      shipments: [{ location: 'main', lines, amount: eur(3070) }],
      holds: [],
    },
    'orders.OrderHeld': {
      type: 'orders.OrderHeld',
      orderId,
      hold: 'manual',
      note: 'Call the customer.',
      locations: ['main'],
    },
    'orders.OrderHoldReleased': {
      type: 'orders.OrderHoldReleased',
      orderId,
      hold: 'manual',
      holds: [],
      locations: ['main'],
    },
    'orders.OrderCancellationRequested': {
      type: 'orders.OrderCancellationRequested',
      orderId,
      reason: 'customer',
      locations: ['main'],
    },
    'orders.OrderCancellationRejected': {
      type: 'orders.OrderCancellationRejected',
      orderId,
      reason: 'shipped',
    },
    'orders.OrderCancelled': { type: 'orders.OrderCancelled', orderId, reason: 'customer' },
    'orders.OrderRejected': {
      type: 'orders.OrderRejected',
      orderId,
      reason: 'out-of-stock',
      shortages: [{ sku: 'TEA-EARL-100', missing: 2 }],
    },
    'orders.OrderExpired': { type: 'orders.OrderExpired', orderId },
    'orders.OrderLinesShipped': { type: 'orders.OrderLinesShipped', orderId, shipmentId: 's-1', lines },
    'orders.OrderLinesDelivered': { type: 'orders.OrderLinesDelivered', orderId, shipmentId: 's-1', lines },
    'orders.OrderCompleted': { type: 'orders.OrderCompleted', orderId },
  };
