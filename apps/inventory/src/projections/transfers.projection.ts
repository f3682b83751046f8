import { projection, type Apply, type Envelope } from '@waybill/kernel';
import type { TransferEvent } from '../domain/transfer.events.js';

/** A transfer as clients see it. */
export interface TransferDocument {
  readonly transferId: string;
  readonly status: 'requested' | 'dispatched' | 'completed' | 'rejected';
  /** Why it was rejected. */
  readonly reason?: string;
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly updatedAt: string;
  readonly revision: number;
}

const rows: Required<Apply<TransferDocument, TransferEvent>> = {
  TransferRequested: (_, event, envelope) => show('requested', event, envelope),
  TransferDispatched: (_, event, envelope) => show('dispatched', event, envelope),
  TransferCompleted: (_, event, envelope) => show('completed', event, envelope),
  TransferRejected: (_, event, envelope) => ({
    ...show('rejected', event, envelope),
    reason: event.reason,
  }),
};

export const Transfers = projection<TransferDocument, TransferEvent>()({
  name: 'transfers',
  fields: { sku: 'text', status: 'text', from: 'text', to: 'text' },
  keys: ({ transferId }) => [transferId],
  apply: rows,
});

/** Every event of a transfer holds all there is to show. */
function show(
  status: TransferDocument['status'],
  { transferId, sku, from, to, quantity }: TransferEvent,
  { revision, meta }: Envelope,
): TransferDocument {
  return { transferId, status, sku, from, to, quantity, updatedAt: meta.occurredAt, revision };
}
