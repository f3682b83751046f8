import { CommandOf } from '@waybill/kernel';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class HoldStock extends CommandOf<HoldStock> {
  sku: string;
  location: string;
  reservationId: string;
  quantity: number;
  /** The number of the reservation's attempt; the answer repeats it. */
  attempt: number;
}

export class AllocateStock extends CommandOf<AllocateStock> {
  sku: string;
  location: string;
  reservationId: string;
}

export class PickStock extends CommandOf<PickStock> {
  sku: string;
  location: string;
  reservationId: string;
}

export class ShipStock extends CommandOf<ShipStock> {
  sku: string;
  location: string;
  reservationId: string;
  shipmentId: string;
}

export class ReleaseStock extends CommandOf<ReleaseStock> {
  sku: string;
  location: string;
  reservationId: string;
  /** The reservation's latest attempt. Claims of later attempts are kept. */
  attempt: number;
  reason: string;
}

export class TransferOut extends CommandOf<TransferOut> {
  sku: string;
  location: string;
  transferId: string;
  to: string;
  quantity: number;
}

export class TransferIn extends CommandOf<TransferIn> {
  sku: string;
  location: string;
  transferId: string;
  from: string;
  quantity: number;
}
