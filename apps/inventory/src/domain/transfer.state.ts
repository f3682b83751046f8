import type { Evolve } from '@waybill/kernel';
import type { TransferEvent } from './transfer.events.js';

export interface KnownTransfer {
  /** `dispatching`: the source is asked for the goods. */
  readonly status: 'requested' | 'dispatching' | 'in_transit' | 'completed' | 'closed_short' | 'cancelled';
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly transitDays: number;
  readonly dueAt: string;
  readonly inTransit: number;
  /** The receipts, so that a repeated one receives nothing twice. */
  readonly receipts: readonly { readonly receiptId: string; readonly received: number }[];
  readonly isOverdue: boolean;
}

export type TransferState = { readonly status: 'none' } | KnownTransfer;

export const initial: TransferState = { status: 'none' };

function change(next: Partial<KnownTransfer>): (transfer: TransferState) => TransferState {
  return (transfer) => (transfer.status === 'none' ? transfer : { ...transfer, ...next });
}

export const evolve: Evolve<TransferState, TransferEvent> = {
  TransferRequested: (_, { sku, from, to, quantity, transitDays, dueAt }) => ({
    status: 'requested',
    sku,
    from,
    to,
    quantity,
    transitDays,
    dueAt,
    inTransit: 0,
    receipts: [],
    isOverdue: false,
  }),
  TransferDispatchRequested: change({ status: 'dispatching' }),
  TransferDispatchRefused: change({ status: 'requested' }),
  TransferDispatched: (transfer, { quantity, dueAt }) =>
    change({ status: 'in_transit', inTransit: quantity, dueAt })(transfer),
  TransferReceived: (transfer, { receiptId, received, inTransit }) =>
    transfer.status === 'none'
      ? transfer
      : { ...transfer, inTransit, receipts: [...transfer.receipts, { receiptId, received }] },
  TransferCompleted: change({ status: 'completed' }),
  TransferClosedShort: change({ status: 'closed_short', inTransit: 0 }),
  TransferCancelled: change({ status: 'cancelled' }),
  WorkItemOpened: change({ isOverdue: true }),
  WorkItemClosed: change({ isOverdue: false }),
};
