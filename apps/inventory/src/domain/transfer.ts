import { aggregate, ensure, ensureValid } from '@waybill/kernel';
import { RequestTransfer } from './transfer.commands.js';
import { RecordTransferIn, RecordTransferOut, RecordTransferRefusal } from './transfer.saga-commands.js';
import type { TransferEvent } from './transfer.events.js';
import { evolve, initial, type TransferState } from './transfer.state.js';

/** Stock that moves from one location to another. At any time it is at one of them or in transit. */
export const Transfer = aggregate<TransferState, TransferEvent>()({
  name: 'transfer',
  initial,
  evolve,
  commands: { RequestTransfer, RecordTransferOut, RecordTransferRefusal, RecordTransferIn },
  idOf: ({ transferId }) => transferId,
  decide: {
    RequestTransfer({ sku, from, to, quantity }, transfer, { id: transferId }) {
      ensureValid(from !== to, 'same-location', 'A transfer needs two different locations.');
      if (transfer.status === 'none')
        return [{ type: 'TransferRequested', transferId, sku, from, to, quantity }];
      const isSame =
        transfer.sku === sku &&
        transfer.from === from &&
        transfer.to === to &&
        transfer.quantity === quantity;
      ensure(isSame, 'transfer-exists', 'Another transfer has this id.');
      return [];
    },

    RecordTransferOut(_, transfer, { id: transferId }) {
      if (transfer.status !== 'requested') return [];
      const { sku, from, to, quantity } = transfer;
      return [{ type: 'TransferDispatched', transferId, sku, from, to, quantity }];
    },

    RecordTransferRefusal({ available }, transfer, { id: transferId }) {
      if (transfer.status !== 'requested') return [];
      const { sku, from, to, quantity } = transfer;
      const about = { transferId, sku, from, to, quantity, available };
      return [{ type: 'TransferRejected', ...about, reason: 'stock-short' }];
    },

    RecordTransferIn(_, transfer, { id: transferId }) {
      if (transfer.status !== 'dispatched') return [];
      const { sku, from, to, quantity } = transfer;
      return [{ type: 'TransferCompleted', transferId, sku, from, to, quantity }];
    },
  },
});
