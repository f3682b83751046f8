import { everyEvent, projection } from '@waybill/kernel';
import type { TransferEvent } from '../domain/transfer.events.js';
import { evolve } from '../domain/transfer.state.js';

export interface TransferView {
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

const STATUS = {
  TransferRequested: 'requested',
  TransferDispatched: 'dispatched',
  TransferCompleted: 'completed',
  TransferRejected: 'rejected',
} as const;

export const Transfers = projection<TransferView, TransferEvent>()({
  name: 'transfers',
  fields: { sku: 'text', status: 'text', from: 'text', to: 'text' },
  keys: ({ transferId }) => [transferId],
  apply: everyEvent(evolve, (_, event, { revision, meta }): TransferView => {
    const { transferId, sku, from, to, quantity, type } = event;
    const reason = type === 'TransferRejected' ? event.reason : undefined;
    const about = { transferId, status: STATUS[type], reason, sku, from, to, quantity };
    return { ...about, updatedAt: meta.occurredAt, revision };
  }),
});
