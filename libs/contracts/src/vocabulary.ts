import type { Money } from '@waybill/kernel';

/** A postal address anywhere in the world. */
export interface Address {
  readonly name: string;
  readonly company?: string;
  /** Street, house, floor: one to three lines. */
  readonly lines: readonly string[];
  readonly city: string;
  /** State, province or prefecture, where the country has them. */
  readonly region?: string;
  /** Where the country has them. */
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** E.164. */
  readonly phone?: string;
}

/** How to reach the customer. */
export interface Contact {
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  /** BCP 47. */
  readonly locale?: string;
}

export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** The same fields under several names: a union with one member per name. */
export type Each<T extends string, Fields> = T extends unknown ? Fields & { readonly type: T } : never;

/** Something that waits for a person. Every context publishes `<context>.WorkItemOpened` and `<context>.WorkItemClosed`. */
export interface OpenedWorkItem {
  /** The same for the same problem of the same thing, so that opening it again changes nothing. */
  readonly workItemId: string;
  readonly kind: WorkItemKind;
  readonly orderId?: string;
  /** What it is about: `payment`, `shipment`, `stock`, … and its id. */
  readonly about: { readonly type: string; readonly id: string };
  /** The money that is at stake. */
  readonly amount?: Money;
  /** In words, for the person who resolves it. */
  readonly reason: string;
  /** The requests that resolve it, for example `POST /v1/payments/…/captures/…/retry`. */
  readonly resolutions: readonly { readonly request: string; readonly effect: string }[];
}

export interface ClosedWorkItem {
  readonly workItemId: string;
  /** In words. */
  readonly resolution: string;
}

export type WorkItemKind =
  | 'capture_failed'
  | 'refund_failed'
  | 'void_failed'
  | 'outcome_unresolved'
  | 'hold_overdue'
  | 'cancellation_overdue'
  | 'stock_shortfall'
  | 'stock_discrepancy'
  | 'fulfilment_overdue'
  | 'label_failed'
  | 'shipment_overdue'
  | 'shipment_presumed_lost'
  | 'shipment_lost'
  | 'shipment_returned'
  | 'cancelled_shipment_scanned';
