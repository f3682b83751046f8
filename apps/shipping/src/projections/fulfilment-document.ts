import type { Units } from '@waybill/kernel';
import type { FulfilmentStatus } from '../domain/fulfilment-status.state.js';
import type { Address, Contact, WaitingFor } from '../domain/shipment.events.js';

/** Where the units of a fulfilment order are. Each is in one of these lists. */
export interface UnitsByPlace {
  readonly unpicked: readonly Units[];
  readonly picked: readonly Units[];
  /** In shipments that have not left. */
  readonly packed: readonly Units[];
  readonly shipped: readonly Units[];
  /** Not found on the shelf. */
  readonly short: readonly Units[];
  readonly cancelled: readonly Units[];
}

/** A fulfilment order as clients see it. */
export interface FulfilmentDocument {
  readonly fulfilmentOrderId: string;
  readonly orderId: string;
  readonly location: string;
  readonly status: FulfilmentStatus;
  readonly isReleased: boolean;
  readonly units: UnitsByPlace;
  readonly address: Address;
  readonly contact: Contact;
  readonly shippingMethod?: string;
  /** The ids of the order's open holds. */
  readonly holds: readonly string[];
  readonly cancellation?: {
    readonly reason: string;
    readonly status: 'requested' | 'cancelled' | 'rejected';
  };
  readonly shipmentIds: readonly string[];
  /** By when the next step is expected. */
  readonly dueAt?: string;
  /** The step that was not taken in time, until another one is expected. */
  readonly overdue: WaitingFor | 'none';
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}
