import type { Money, Named, Units } from '@waybill/kernel';
import type { Address, ClosedWorkItem, Contact, Each, OpenedWorkItem } from './vocabulary.js';

/** A tax on the amount of a line. `included`: it is part of the price; otherwise it is added to it. */
export interface Tax {
  readonly name: string;
  /** In hundredths of a percent: 1900 is 19 %. */
  readonly rate: number;
  readonly amount: Money;
  readonly included: boolean;
}

export interface Discount {
  /** The promotion, coupon or person that gave it. */
  readonly source: string;
  readonly amount: Money;
}

/** Whether a line that is not fully in stock rejects the order, or what is there is sent and the rest cancelled. */
export type FulfilmentPolicy = 'all_or_nothing' | 'partial';

/** Consecutive units of a line with the same amounts. Everything adds up to the order's total. */
export interface AllocatedUnits {
  readonly first: number;
  readonly quantity: number;
  /** Of one unit, each in minor units of the order's currency. */
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
  readonly discounts: readonly Discount[];
  readonly policy: FulfilmentPolicy;
  readonly units: readonly AllocatedUnits[];
}

export interface ShippingLine {
  /** The shop's code of the method, for example `standard`. */
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

/** What one location has to send for an order. */
export interface PlannedFulfilment {
  readonly fulfilmentOrderId: string;
  readonly location: string;
  readonly units: readonly Units[];
}

/** Why an order is cancelled. */
export type CancellationReason =
  'customer' | 'declined' | 'fraud' | 'inventory' | 'staff' | 'expired' | 'other';

/** Why an order was not confirmed: its payment was declined, or why its stock could not be kept. */
export type RejectionReason = 'declined' | 'out_of_stock' | 'contention' | 'expired' | 'released';

export type HoldReason =
  'fraud' | 'payment_review' | 'payment' | 'address' | 'stock' | 'manual' | 'credit' | 'export';

interface OfOrder {
  readonly orderId: string;
  /** Whose keys seal the personal data of the order: the customer, or the order itself for a guest. */
  readonly subjectId: string;
  readonly number: string;
  readonly channel: string;
  /** Absent for a guest. */
  readonly customerId?: string;
}

/** Units that nobody gets, at which location they were planned, and what the rest of the order costs. */
interface Cancelling extends OfOrder {
  readonly units: readonly Units[];
  readonly totals: Totals;
}

export type OrdersPublishedEvent =
  | (OfOrder & {
      readonly type: 'orders.OrderPlaced';
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
      /** The payment that pays for it; it may be created later. */
      readonly paymentId: string;
    })
  | (Cancelling & {
      readonly type: 'orders.OrderLinesCancelled';
      readonly reason: 'out_of_stock' | 'order_cancelled' | 'inventory';
      /** `order_cancelled`: these fulfilment orders have stopped sending them. `inventory`: they still have to. */
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'orders.OrderConfirmed';
      readonly contact: Contact;
      readonly shippingAddress: Address;
      readonly shippingMethod?: string;
      readonly fulfilments: readonly PlannedFulfilment[];
      /** The ids of holds that are open; nothing is released before the last one is. */
      readonly holds: readonly string[];
    })
  | (OfOrder & {
      /** Units get another place: their stock is held elsewhere now, or a lost parcel is sent again. */
      readonly type: 'orders.FulfilmentPlanned';
      readonly reason: 'reallocated' | 'reshipped';
      readonly shippingAddress: Address;
      readonly contact: Contact;
      readonly shippingMethod?: string;
      readonly fulfilments: readonly PlannedFulfilment[];
      readonly holds: readonly string[];
      /** The fulfilment order that these units leave; absent for units of a lost parcel. */
      readonly insteadOf?: string;
    })
  | (OfOrder & {
      readonly type: 'orders.OrderAddressChanged';
      readonly shippingAddress: Address;
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      /** The customer pays again, with another payment: the earlier one is declined, expired or used up. */
      readonly type: 'orders.OrderPaymentRequested';
      readonly paymentId: string;
      readonly amount: Money;
    })
  | (OfOrder & {
      readonly type: 'orders.OrderHeld';
      readonly holdId: string;
      readonly reason: HoldReason;
      /** Who opened it and alone may release it: a context's name or a person. */
      readonly owner: string;
      readonly note?: string;
      readonly until?: string;
      /** Of what is planned; empty before the order is confirmed. */
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'orders.OrderHoldReleased';
      readonly holdId: string;
      readonly reason: HoldReason;
      /** The ids of the holds that are still open. */
      readonly holds: readonly string[];
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'orders.OrderCancellationRequested';
      readonly reason: CancellationReason;
      readonly fulfilmentOrderIds: readonly string[];
    })
  | (OfOrder & {
      readonly type: 'orders.OrderCancellationRejected';
      readonly reason: 'shipped' | 'warehouse';
    })
  | (Cancelling & { readonly type: 'orders.OrderCancelled'; readonly reason: CancellationReason })
  | (OfOrder & {
      readonly type: 'orders.OrderRejected';
      readonly reason: RejectionReason;
      readonly shortages: readonly { readonly sku: string; readonly missing: number }[];
      readonly totals: Totals;
    })
  | (OfOrder & { readonly type: 'orders.OrderExpired'; readonly totals: Totals })
  | Each<
      'orders.OrderLinesShipped' | 'orders.OrderLinesDelivered' | 'orders.OrderLinesLost',
      OfOrder & {
        readonly shipmentId: string;
        readonly fulfilmentOrderId: string;
        readonly units: readonly Units[];
      }
    >
  | (OfOrder & {
      /** Lost units are held again under a reservation of their own; no payment is asked for. */
      readonly type: 'orders.ReshipmentRequested';
      readonly shipmentId: string;
      readonly reservationId: string;
      readonly units: readonly Units[];
    })
  | (OfOrder & {
      /** Money is due back for units that were paid: lost, or cancelled after their capture. */
      readonly type: 'orders.OrderRefundDue';
      readonly refundId: string;
      readonly units: readonly Units[];
      readonly amount: Money;
      readonly reason: string;
    })
  | (OfOrder & { readonly type: 'orders.OrderCompleted'; readonly totals: Totals })
  | (OpenedWorkItem & { readonly type: 'orders.WorkItemOpened' })
  | (ClosedWorkItem & { readonly type: 'orders.WorkItemClosed'; readonly orderId: string });

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { orderId, subjectId: 'ada', number: '1001', channel: 'web', customerId: 'ada' };
const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const contact: Contact = { email: 'ada@example.com', locale: 'en-GB' };
const shippingAddress: Address = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: { amount: 1535, currency: 'EUR' } },
];
const allocated: readonly AllocatedUnits[] = [
  { first: 0, quantity: 2, goods: 1250, discount: 0, tax: 0, shipping: 285, shippingTax: 0, amount: 1535 },
];
const totals: Totals = {
  goods: eur(2500),
  discount: eur(0),
  shipping: eur(570),
  tax: eur(0),
  total: eur(3070),
};
const nothing: Totals = { goods: eur(0), discount: eur(0), shipping: eur(0), tax: eur(0), total: eur(0) };
const fulfilmentOrderId = '7c1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e70';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const holdId = '5b1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e71';
const fulfilments = [{ fulfilmentOrderId, location: 'main', units }];
const moved = { shipmentId, fulfilmentOrderId, units };

/** One recorded sample of every event that orders publishes: what a consumer must be able to read. */
export const ordersSamples: { readonly [T in OrdersPublishedEvent['type']]: Named<OrdersPublishedEvent, T> } =
  {
    'orders.OrderPlaced': {
      type: 'orders.OrderPlaced',
      ...ofOrder,
      contact,
      currency: 'EUR',
      priceIncludesTax: true,
      lines: [
        {
          lineId: '1',
          sku: 'TEA-EARL-100',
          title: 'Earl Grey, 100 g',
          quantity: 2,
          unitPrice: eur(1250),
          taxes: [],
          discounts: [],
          policy: 'all_or_nothing',
          units: allocated,
        },
      ],
      shipping: { method: 'standard', price: eur(570), taxes: [] },
      totals,
      shippingAddress,
      billingAddress: shippingAddress,
      paymentId: orderId,
    },
    'orders.OrderLinesCancelled': {
      type: 'orders.OrderLinesCancelled',
      ...ofOrder,
      units: units.map((one) => ({ ...one, first: 1, quantity: 1 })),
      reason: 'out_of_stock',
      totals: { ...totals, goods: eur(1250), shipping: eur(285), total: eur(1535) },
      fulfilmentOrderIds: [],
    },
    'orders.OrderConfirmed': {
      type: 'orders.OrderConfirmed',
      ...ofOrder,
      contact,
      shippingAddress,
      shippingMethod: 'standard',
      fulfilments,
      holds: [],
    },
    'orders.FulfilmentPlanned': {
      type: 'orders.FulfilmentPlanned',
      ...ofOrder,
      reason: 'reallocated',
      contact,
      shippingAddress,
      shippingMethod: 'standard',
      fulfilments: [{ ...fulfilments[0], fulfilmentOrderId: holdId, location: 'north', units }],
      holds: [],
      insteadOf: fulfilmentOrderId,
    },
    'orders.OrderAddressChanged': {
      type: 'orders.OrderAddressChanged',
      ...ofOrder,
      shippingAddress,
      fulfilmentOrderIds: [fulfilmentOrderId],
    },
    'orders.OrderPaymentRequested': {
      type: 'orders.OrderPaymentRequested',
      ...ofOrder,
      paymentId: '01930f70-0000-7000-8000-000000000002',
      amount: eur(3070),
    },
    'orders.OrderHeld': {
      type: 'orders.OrderHeld',
      ...ofOrder,
      holdId,
      reason: 'manual',
      owner: 'grace',
      note: 'Call the customer.',
      until: '2026-11-25T10:00:00.000Z',
      fulfilmentOrderIds: [fulfilmentOrderId],
    },
    'orders.OrderHoldReleased': {
      type: 'orders.OrderHoldReleased',
      ...ofOrder,
      holdId,
      reason: 'manual',
      holds: [],
      fulfilmentOrderIds: [fulfilmentOrderId],
    },
    'orders.OrderCancellationRequested': {
      type: 'orders.OrderCancellationRequested',
      ...ofOrder,
      reason: 'customer',
      fulfilmentOrderIds: [fulfilmentOrderId],
    },
    'orders.OrderCancellationRejected': {
      type: 'orders.OrderCancellationRejected',
      ...ofOrder,
      reason: 'shipped',
    },
    'orders.OrderCancelled': {
      type: 'orders.OrderCancelled',
      ...ofOrder,
      reason: 'customer',
      units,
      totals: nothing,
    },
    'orders.OrderRejected': {
      type: 'orders.OrderRejected',
      ...ofOrder,
      reason: 'out_of_stock',
      shortages: [{ sku: 'TEA-EARL-100', missing: 2 }],
      totals: nothing,
    },
    'orders.OrderExpired': { type: 'orders.OrderExpired', ...ofOrder, totals: nothing },
    'orders.OrderLinesShipped': { type: 'orders.OrderLinesShipped', ...ofOrder, ...moved },
    'orders.OrderLinesDelivered': { type: 'orders.OrderLinesDelivered', ...ofOrder, ...moved },
    'orders.OrderLinesLost': { type: 'orders.OrderLinesLost', ...ofOrder, ...moved },
    'orders.ReshipmentRequested': {
      type: 'orders.ReshipmentRequested',
      ...ofOrder,
      shipmentId,
      reservationId: holdId,
      units,
    },
    'orders.OrderRefundDue': {
      type: 'orders.OrderRefundDue',
      ...ofOrder,
      refundId: '01930f70-0000-7000-8000-000000000001',
      units,
      amount: eur(3070),
      reason: 'shipment_lost',
    },
    'orders.OrderCompleted': { type: 'orders.OrderCompleted', ...ofOrder, totals },
    'orders.WorkItemOpened': {
      type: 'orders.WorkItemOpened',
      workItemId: 'hold/5b1f0f52',
      kind: 'hold_overdue',
      orderId,
      about: { type: 'order', id: orderId },
      reason: 'The hold should have been released by 10:00.',
      resolutions: [{ request: 'POST /v1/orders/…/release-hold', effect: 'releases the hold' }],
    },
    'orders.WorkItemClosed': {
      type: 'orders.WorkItemClosed',
      orderId,
      workItemId: 'hold/5b1f0f52',
      resolution: 'The hold was released.',
    },
  };
