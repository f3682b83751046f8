import { CommandOf } from '@waybill/kernel';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class RecordTransferOut extends CommandOf<RecordTransferOut> {
  transferId: string;
}

export class RecordTransferRefusal extends CommandOf<RecordTransferRefusal> {
  transferId: string;
  available: number;
}

export class RecordTransferIn extends CommandOf<RecordTransferIn> {
  transferId: string;
}
