import { projection, type Apply, type Envelope } from '@waybill/kernel';
import type { TransferEvent } from '../domain/transfer.events.js';
import type { WorkItemEvent } from '../domain/work-item.events.js';

export const TRANSFER_STATUSES = [
  'requested',
  'dispatching',
  'in_transit',
  'partially_received',
  'completed',
  'closed_short',
  'cancelled',
] as const;

/** A transfer as clients see it. */
export interface TransferDocument {
  readonly transferId: string;
  readonly status: (typeof TRANSFER_STATUSES)[number];
  /** Why it was cancelled or closed short. */
  readonly reason?: string;
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly inTransit: number;
  readonly received: number;
  /** What the source had available when it could not send the goods. */
  readonly refusedFor?: number;
  /** What was given up. */
  readonly missing?: number;
  /** When it is cancelled unless it is dispatched, or when it should have arrived. */
  readonly dueAt?: string;
  readonly updatedAt: string;
  readonly revision: number;
}

type Shown = Exclude<TransferEvent, WorkItemEvent>;

const rows: Required<Apply<TransferDocument, Shown>> = {
  TransferRequested: change((transfer, { dueAt }) => ({ ...transfer, dueAt })),
  TransferDispatchRequested: change(({ refusedFor: _refusedFor, ...transfer }) => ({
    ...transfer,
    status: 'dispatching',
  })),
  TransferDispatchRefused: change((transfer, { available }) => ({
    ...transfer,
    status: 'requested',
    refusedFor: available,
  })),
  TransferDispatched: change((transfer, { quantity, dueAt }) => ({
    ...transfer,
    status: 'in_transit',
    inTransit: quantity,
    dueAt,
  })),
  TransferReceived: change((transfer, { received, inTransit }) => ({
    ...transfer,
    status: 'partially_received',
    received: transfer.received + received,
    inTransit,
  })),
  TransferCompleted: change((transfer) => end(transfer, 'completed')),
  TransferClosedShort: change((transfer, { missing, reason }) => ({
    ...end(transfer, 'closed_short'),
    missing,
    reason,
  })),
  TransferCancelled: change((transfer, { reason }) => ({ ...end(transfer, 'cancelled'), reason })),
};

export const Transfers = projection<TransferDocument, Shown>()({
  name: 'transfers',
  version: 2,
  fields: { sku: 'text', status: 'text', from: 'text', to: 'text', dueAt: 'text' },
  keys: ({ transferId }) => [transferId],
  apply: rows,
});

/** Every event of a transfer says what it is about, so that any of them can be shown. */
function change<E extends Shown>(next: (transfer: TransferDocument, event: E) => TransferDocument) {
  return (before: TransferDocument | undefined, event: E, { revision, meta }: Envelope) => {
    const { transferId, sku, from, to, quantity } = event;
    const seen = { updatedAt: meta.occurredAt, revision };
    const about = { transferId, sku, from, to, quantity };
    const known = before ?? { ...about, status: 'requested', inTransit: 0, received: 0, ...seen };
    return { ...next(known, event), ...seen };
  };
}

function end(
  { dueAt: _dueAt, ...transfer }: TransferDocument,
  status: TransferDocument['status'],
): TransferDocument {
  return { ...transfer, status, inTransit: 0 };
}
