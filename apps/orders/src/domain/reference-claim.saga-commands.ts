import { CommandOf } from '@waybill/kernel';

/** Claims a reference for an order. Only the controller sends it; nothing validates its fields. */
export class ClaimReference extends CommandOf<ClaimReference> {
  channel: string;
  externalReference: string;
  orderId: string;
}
