import type { Money, Units } from '@waybill/kernel';

/** A postal address anywhere in the world. */
export interface Address {
  readonly name: string;
  readonly company?: string;
  readonly lines: readonly string[];
  readonly city: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country: string;
  readonly phone?: string;
}

export interface Contact {
  readonly email?: string;
  readonly phone?: string;
  readonly locale?: string;
}

export interface Tax {
  /** @example VAT */
  readonly name: string;
  /** In hundredths of a percent: 1900 is 19 %. */
  readonly rate: number;
  readonly amount: Money;
  /** Whether it is part of the price; otherwise it is added to it. */
  readonly included: boolean;
}

export interface Discount {
  /** The promotion, coupon or person that gave it. */
  readonly source: string;
  readonly amount: Money;
}

/** What happens when a line is not fully in stock: the order is rejected, or what is there is sent. */
export type FulfilmentPolicy = 'all_or_nothing' | 'partial';

/** Consecutive units of a line with the same amounts, each of one unit and in minor units of the order's currency. */
export interface AllocatedUnits {
  readonly first: number;
  readonly quantity: number;
  readonly goods: number;
  readonly discount: number;
  /** All taxes on the goods, included ones too. */
  readonly tax: number;
  readonly shipping: number;
  readonly shippingTax: number;
  /** What one unit costs, all in all. */
  readonly amount: number;
}

export interface OrderLine {
  readonly lineId: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly taxes: readonly Tax[];
  /** Its own ones, and its share of those of the whole order. */
  readonly discounts: readonly Discount[];
  readonly policy: FulfilmentPolicy;
  readonly units: readonly AllocatedUnits[];
}

export interface ShippingLine {
  readonly method: string;
  readonly title?: string;
  readonly price: Money;
  readonly taxes: readonly Tax[];
}

export interface Totals {
  /** Before discounts, as the prices are given. */
  readonly goods: Money;
  readonly discount: Money;
  readonly shipping: Money;
  /** Included and added taxes. */
  readonly tax: Money;
  readonly total: Money;
}

/** What one location has to send. */
export interface PlannedFulfilment {
  readonly fulfilmentOrderId: string;
  readonly location: string;
  readonly units: readonly Units[];
}

export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** A quantity of a SKU claimed at a location. */
export interface Claim extends SkuQuantity {
  readonly location: string;
}

export interface Shortage {
  readonly sku: string;
  readonly missing: number;
}

/** Why an order is cancelled. */
export type CancellationReason =
  'customer' | 'declined' | 'fraud' | 'inventory' | 'staff' | 'expired' | 'other';

/** Why an order was not confirmed: its payment was declined, or why its stock could not be kept. */
export type RejectionReason = 'declined' | 'out_of_stock' | 'contention' | 'expired' | 'released';

export type HoldReason =
  'fraud' | 'payment_review' | 'payment' | 'address' | 'stock' | 'manual' | 'credit' | 'export';

/** What became of a payment. `cancelled`: it ended before it was authorised. */
export type PaymentOutcome = 'authorised' | 'declined' | 'unresolved' | 'expired' | 'cancelled' | 'voided';

/** What is shown once the keys of the data subject are destroyed. */
export const erasedContact: Contact = {};
export const erasedAddress: Address = { name: 'erased', lines: ['erased'], city: 'erased', country: 'ZZ' };
