import { saga } from '@waybill/kernel';
import { TransferIn, TransferOut } from '../domain/stock-item.saga-commands.js';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import {
  RecordTransferIn,
  RecordTransferOut,
  RecordTransferRefusal,
} from '../domain/transfer.saga-commands.js';
import type { TransferEvent } from '../domain/transfer.events.js';

/** Takes stock out at one location, then puts it in at the other. */
export const TransferSaga = saga<TransferEvent | StockItemEvent>()({
  name: 'transfer',
  on: {
    TransferRequested: ({ transferId, sku, from, to, quantity }) => [
      new TransferOut({ sku, location: from, transferId, to, quantity }),
    ],
    StockTransferredOut: ({ transferId }) => [new RecordTransferOut({ transferId })],
    StockTransferRefused: ({ transferId, available }) => [
      new RecordTransferRefusal({ transferId, available }),
    ],
    TransferDispatched: ({ transferId, sku, from, to, quantity }) => [
      new TransferIn({ sku, location: to, transferId, from, quantity }),
    ],
    StockTransferredIn: ({ transferId }) => [new RecordTransferIn({ transferId })],
  },
});
