import type { Named } from '@waybill/kernel';
import type { TransferEvent } from './transfer.events.js';

const transfer = {
  transferId: '01930f70-1111-7000-8000-000000000001',
  sku: 'TEA-EARL-100',
  from: 'main',
  to: 'north',
  quantity: 3,
};

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const transferSamples: { readonly [T in TransferEvent['type']]: Named<TransferEvent, T> } = {
  TransferRequested: { type: 'TransferRequested', ...transfer },
  TransferDispatched: { type: 'TransferDispatched', ...transfer },
  TransferCompleted: { type: 'TransferCompleted', ...transfer },
  TransferRejected: { type: 'TransferRejected', ...transfer, reason: 'stock-short', available: 1 },
};
