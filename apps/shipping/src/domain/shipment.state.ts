import { amountOfUnits, type Money, type Units } from '@waybill/kernel';
import type { Scan } from './shipment-journey.state.js';
import type { Carriage, Package, WaitingFor } from './shipment.events.js';

/** The statuses of a shipment. The last four are ends, unless a lost parcel turns up. */
export const SHIPMENT_STATUSES = [
  'packed',
  'labelled',
  'ready_to_ship',
  'shipped',
  'in_transit',
  'out_for_delivery',
  'failed',
  'available_for_pickup',
  'returning',
  'delivered',
  'returned',
  'lost',
  'cancelled',
] as const;

export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];

/** The label that was requested last. */
export interface Label {
  readonly key: string;
  readonly attempt: number;
  /** `void_failed`: a person must have it voided. */
  readonly status: 'requested' | 'failed' | 'unknown' | 'purchased' | 'voiding' | 'voided' | 'void_failed';
  /** Why the carrier sold none. */
  readonly reason?: string;
  /** When the voiding is tried again. */
  readonly voidDueAt?: string;
}

export interface Shipment {
  readonly status: ShipmentStatus;
  readonly units: readonly Units[];
  readonly packages: readonly Package[];
  readonly packedAt: string;
  readonly label?: Label;
  readonly carriage?: Carriage;
  /** Whether its units can be paid for, and whether they are. */
  readonly isReady: boolean;
  readonly isPermitted: boolean;
  readonly isPostponed: boolean;
  /** Whether the order's address was changed after the label was requested. */
  readonly hasOldAddress: boolean;
  /** In the order in which they were recorded. */
  readonly scans: readonly Scan[];
  readonly dispatchedAt?: string;
  /** When something was last known of the parcel. */
  readonly newsAt?: string;
  readonly isPresumedLost: boolean;
  readonly isScannedAfterCancellation: boolean;
  readonly isSettled: boolean;
  /** By when the next step is expected; absent when none is expected or it is overdue. */
  readonly dueAt?: string;
  readonly overdue?: WaitingFor;
}

/** Whether it is still where it was packed. */
export function isHere({ status }: Pick<Shipment, 'status'>): boolean {
  return status === 'packed' || status === 'labelled' || status === 'ready_to_ship';
}

/** Whether it has been handed to the carrier. */
export function hasLeft(shipment: Pick<Shipment, 'status'>): boolean {
  return !isHere(shipment) && shipment.status !== 'cancelled';
}

/** What units cost together; undefined when there are none. */
export function priceOf(units: readonly Units[]): Money | undefined {
  const currency = units[0]?.unitAmount.currency;
  return currency === undefined ? undefined : amountOfUnits(currency, units);
}
