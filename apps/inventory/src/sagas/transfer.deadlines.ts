import { deadline } from '@waybill/kernel';
import { ExpireTransfer } from '../domain/transfer.saga-commands.js';
import type { TransferEvent } from '../domain/transfer.events.js';

/** A transfer is dispatched in time or cancelled; one that does not arrive in time becomes a work item. */
export const TransferDeadline = deadline<TransferEvent>()({
  name: 'transfer-deadline',
  set: { TransferRequested: dueAt, TransferDispatched: dueAt },
  clear: { TransferCompleted: idOf, TransferClosedShort: idOf, TransferCancelled: idOf },
  fire: ({ id, at }) => new ExpireTransfer({ transferId: id, dueAt: at }),
});

function dueAt({ transferId, dueAt: at }: { readonly transferId: string; readonly dueAt: string }) {
  return { id: transferId, at };
}

function idOf({ transferId }: { readonly transferId: string }): string {
  return transferId;
}
