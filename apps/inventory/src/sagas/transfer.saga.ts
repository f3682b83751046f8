import { saga } from '@waybill/kernel';
import { TransferExcessOut, TransferIn, TransferOut } from '../domain/stock-item.saga-commands.js';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { RecordTransferOut, RecordTransferRefusal } from '../domain/transfer.saga-commands.js';
import type { TransferEvent } from '../domain/transfer.events.js';

/** Takes stock out at one location when it leaves, and puts in at the other what arrives. */
export const TransferSaga = saga<TransferEvent | StockItemEvent>()({
  name: 'transfer',
  on: {
    TransferDispatchRequested: ({ transferId, sku, from, to, quantity }) => [
      new TransferOut({ sku, location: from, transferId, to, quantity }),
    ],
    StockTransferredOut: ({ transferId }) => [new RecordTransferOut({ transferId })],
    StockTransferRefused: ({ transferId, available }) => [
      new RecordTransferRefusal({ transferId, available }),
    ],
    TransferReceived: ({ transferId, sku, from, to, received, excess }) => [
      new TransferIn({ sku, location: to, transferId, from, quantity: received }),
      ...(excess > 0
        ? [new TransferExcessOut({ sku, location: from, transferId, to, quantity: excess })]
        : []),
    ],
  },
});
