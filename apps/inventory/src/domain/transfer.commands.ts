import { IsInt, IsUUID, Matches, Max, Min } from 'class-validator';
import { CODE } from '@waybill/kernel';

export class RequestTransfer {
  /** Made by the client, so that sending it again transfers nothing twice; or left to the server. */
  @IsUUID() transferId: string;
  @Matches(CODE) sku: string;
  @Matches(CODE) from: string;
  @Matches(CODE) to: string;
  @IsInt() @Min(1) @Max(1_000_000_000) quantity: number;

  constructor(fields: RequestTransfer) {
    Object.assign(this, fields);
  }
}

export class RecordTransferOut {
  transferId: string;

  constructor(fields: RecordTransferOut) {
    Object.assign(this, fields);
  }
}

export class RecordTransferRefusal {
  transferId: string;
  available: number;

  constructor(fields: RecordTransferRefusal) {
    Object.assign(this, fields);
  }
}

export class RecordTransferIn {
  transferId: string;

  constructor(fields: RecordTransferIn) {
    Object.assign(this, fields);
  }
}
