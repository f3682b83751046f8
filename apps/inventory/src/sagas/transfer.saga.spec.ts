import { describe, it } from '@jest/globals';
import { when } from '@waybill/testing';
import { TransferIn, TransferOut } from '../domain/stock-item.saga-commands.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import {
  RecordTransferIn,
  RecordTransferOut,
  RecordTransferRefusal,
} from '../domain/transfer.saga-commands.js';
import { transferSamples } from '../domain/transfer.samples.js';
import { TransferSaga } from './transfer.saga.js';

const { transferId } = transferSamples.TransferRequested;
const sku = 'TEA-EARL-100';

describe('A transfer', () => {
  it('takes stock out, then puts it in, and records both', async () => {
    await when(transferSamples.TransferRequested)
      .in(TransferSaga)
      .thenCommands(new TransferOut({ sku, location: 'main', transferId, to: 'north', quantity: 3 }));
    await when(stockItemSamples.StockTransferredOut)
      .in(TransferSaga)
      .thenCommands(new RecordTransferOut({ transferId }));
    await when(transferSamples.TransferDispatched)
      .in(TransferSaga)
      .thenCommands(new TransferIn({ sku, location: 'north', transferId, from: 'main', quantity: 3 }));
    await when(stockItemSamples.StockTransferredIn)
      .in(TransferSaga)
      .thenCommands(new RecordTransferIn({ transferId }));
  });

  it('records that there is not enough', () =>
    when(stockItemSamples.StockTransferRefused)
      .in(TransferSaga)
      .thenCommands(new RecordTransferRefusal({ transferId, available: 1 })));
});
