import { CommandOf } from '@waybill/kernel';

/** Claims the next numbers of a channel. Only the controller sends it; nothing validates its fields. */
export class ClaimNumbers extends CommandOf<ClaimNumbers> {
  channel: string;
}
