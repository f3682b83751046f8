import type { Money } from '@waybill/kernel';
import type { Address, Awaited, CarrierStatus, SkuQuantity } from '../domain/shipment.events.js';

/** The steps of a shipment in their order, and `cancelled`. */
export const STATUSES = [
  'created',
  'released',
  'picked',
  'packed',
  'labelled',
  'ready',
  'dispatched',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'cancelled',
] as const;

export type ShipmentStatus = (typeof STATUSES)[number];

/** The label that was requested last. */
export interface ShipmentDocumentLabel {
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
  readonly status: 'requested' | 'failed' | 'unknown' | 'purchased' | 'voiding' | 'voided';
  /** Present while it is purchased. */
  readonly carrier?: string;
  readonly trackingNumber?: string;
  readonly labelUrl?: string;
}

/** What the carrier, or a person, has recorded about the parcel. */
export interface ShipmentDocumentScan {
  readonly carrierEventId: string;
  readonly carrierStatus: CarrierStatus;
  readonly at: string;
  readonly place?: string;
  readonly reason?: string;
}

/** A shipment as clients see it. */
export interface ShipmentDocument {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly location: string;
  readonly status: ShipmentStatus;
  /** Why it was cancelled. */
  readonly reason?: string;
  readonly lines: readonly SkuQuantity[];
  /** The share of the order's total that falls due with it. Absent, as the address, if it was cancelled before it was created. */
  readonly amount?: Money;
  readonly address?: Address;
  readonly holds: readonly string[];
  /** Whether it is paid for, so that it may be dispatched. */
  readonly permitted: boolean;
  readonly label?: ShipmentDocumentLabel;
  readonly trackingNumber?: string;
  /** In the order in which the scans became known. */
  readonly tracking: readonly ShipmentDocumentScan[];
  /** The status of the scan with the latest time. */
  readonly carrierStatus?: CarrierStatus;
  readonly failedAttempts: number;
  /** By when the next step is expected. */
  readonly dueAt?: string;
  /** The step that was not taken in time, until another one is expected. */
  readonly overdue?: Awaited;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}
