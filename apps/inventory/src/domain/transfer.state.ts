import type { Evolve } from '@waybill/kernel';
import type { TransferEvent } from './transfer.events.js';

interface Requested {
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
}

export type TransferState =
  | { readonly status: 'none' }
  | (Requested & { readonly status: 'requested' | 'dispatched' | 'completed' | 'rejected' });

export const initial: TransferState = { status: 'none' };

export const evolve: Evolve<TransferState, TransferEvent> = {
  TransferRequested: (_, { sku, from, to, quantity }) => ({ status: 'requested', sku, from, to, quantity }),
  TransferDispatched: (_, { sku, from, to, quantity }) => ({ status: 'dispatched', sku, from, to, quantity }),
  TransferCompleted: (_, { sku, from, to, quantity }) => ({ status: 'completed', sku, from, to, quantity }),
  TransferRejected: (_, { sku, from, to, quantity }) => ({ status: 'rejected', sku, from, to, quantity }),
};
