import type { Money, Units } from '@waybill/kernel';
import type { Address, CarrierStatus, Package, WaitingFor } from '../domain/shipment.events.js';
import type { Label, ShipmentStatus } from '../domain/shipment.state.js';

/** The label that was requested last. */
export interface ShipmentDocumentLabel {
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
  readonly status: Label['status'];
  /** Why the carrier sold or voided none. */
  readonly reason?: string;
  readonly isAddressRefused?: boolean;
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

/** A parcel as clients see it. */
export interface ShipmentDocument {
  readonly shipmentId: string;
  readonly fulfilmentOrderId: string;
  readonly orderId: string;
  readonly location: string;
  readonly status: ShipmentStatus;
  /** Why it was cancelled, or how it was lost. */
  readonly reason?: string;
  /** What it contains, or contained before it was cancelled. */
  readonly units: readonly Units[];
  /** What its units cost together. */
  readonly amount?: Money;
  readonly packages: readonly Package[];
  /** To which the label was requested last. */
  readonly address?: Address;
  readonly label?: ShipmentDocumentLabel;
  readonly carrier?: string;
  readonly service?: string;
  readonly trackingNumber?: string;
  readonly trackingUrl?: string;
  readonly isInternational?: boolean;
  /** Whether its payment was asked for. */
  readonly isReadyForCapture: boolean;
  /** Whether it is paid for, so that it may be dispatched. */
  readonly permitted: boolean;
  readonly dispatchedAt?: string;
  /** In the order in which the scans became known. */
  readonly tracking: readonly ShipmentDocumentScan[];
  /** The status of the scan with the latest time. */
  readonly carrierStatus?: CarrierStatus;
  readonly failedAttempts: number;
  readonly presumedLost: boolean;
  /** Whether the carrier has scanned it after its cancellation. */
  readonly scannedAfterCancellation: boolean;
  readonly deliveredAt?: string;
  readonly proof?: string;
  /** How a person has settled what it left open. */
  readonly resolution?: string;
  /** By when the next step is expected, or the carrier is asked. */
  readonly dueAt?: string;
  /** The step that was not taken in time, until another one is expected. */
  readonly overdue: WaitingFor | 'none';
  readonly createdAt: string;
  readonly updatedAt: string;
}
