import { CommandOf } from '@waybill/kernel';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class RecordTransferOut extends CommandOf<RecordTransferOut> {
  transferId: string;
}

export class RecordTransferRefusal extends CommandOf<RecordTransferRefusal> {
  transferId: string;
  available: number;
}

/** The transfer's deadline has passed: to dispatch it, or to receive it. */
export class ExpireTransfer extends CommandOf<ExpireTransfer> {
  transferId: string;
  dueAt: string;
}
