import type { Named } from '@waybill/kernel';
import type { TransferEvent } from './transfer.events.js';

const transferId = '01930f70-1111-7000-8000-000000000001';
const transfer = { transferId, sku: 'TEA-EARL-100', from: 'main', to: 'north', quantity: 3 };
const dueAt = '2026-12-06T10:00:00.000Z';

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const transferSamples: { readonly [T in TransferEvent['type']]: Named<TransferEvent, T> } = {
  TransferRequested: { type: 'TransferRequested', ...transfer, transitDays: 14, dueAt },
  TransferDispatchRequested: { type: 'TransferDispatchRequested', ...transfer },
  TransferDispatchRefused: { type: 'TransferDispatchRefused', ...transfer, available: 1 },
  TransferDispatched: { type: 'TransferDispatched', ...transfer, dueAt },
  TransferReceived: {
    type: 'TransferReceived',
    ...transfer,
    receiptId: '01930f70-1111-7000-8000-000000000002',
    received: 2,
    inTransit: 1,
    excess: 0,
  },
  TransferCompleted: { type: 'TransferCompleted', ...transfer },
  TransferClosedShort: { type: 'TransferClosedShort', ...transfer, missing: 1, reason: 'broken on the way' },
  TransferCancelled: { type: 'TransferCancelled', ...transfer, reason: 'not needed' },
  WorkItemOpened: {
    type: 'WorkItemOpened',
    workItemId: `transfer/${transferId}`,
    kind: 'stock_discrepancy',
    about: { type: 'transfer', id: transferId },
    reason: '1 of TEA-EARL-100 from main to north have not arrived.',
    resolutions: [{ request: `POST /v1/transfers/${transferId}/receive`, effect: 'says what has arrived' }],
  },
  WorkItemClosed: {
    type: 'WorkItemClosed',
    workItemId: `transfer/${transferId}`,
    resolution: 'Everything has arrived.',
  },
};
