import { describe, it } from '@jest/globals';
import { when } from '@waybill/testing';
import { TransferExcessOut, TransferIn, TransferOut } from '../domain/stock-item.saga-commands.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import { RecordTransferOut, RecordTransferRefusal } from '../domain/transfer.saga-commands.js';
import { transferSamples } from '../domain/transfer.samples.js';
import { TransferSaga } from './transfer.saga.js';

const { transferId, sku } = transferSamples.TransferRequested;

describe('A transfer', () => {
  it('T1: takes stock out when it is dispatched, and records that', async () => {
    await when(transferSamples.TransferRequested).in(TransferSaga).thenCommands();
    await when(transferSamples.TransferDispatchRequested)
      .in(TransferSaga)
      .thenCommands(new TransferOut({ sku, location: 'main', transferId, to: 'north', quantity: 3 }));
    await when(stockItemSamples.StockTransferredOut)
      .in(TransferSaga)
      .thenCommands(new RecordTransferOut({ transferId }));
    await when(stockItemSamples.StockTransferRefused)
      .in(TransferSaga)
      .thenCommands(new RecordTransferRefusal({ transferId, available: 1 }));
  });

  it('T2: puts in what arrives', () =>
    when(transferSamples.TransferReceived)
      .in(TransferSaga)
      .thenCommands(new TransferIn({ sku, location: 'north', transferId, from: 'main', quantity: 2 })));

  it('T3: takes from the source what arrives beyond what was sent', () =>
    when({ ...transferSamples.TransferReceived, received: 5, inTransit: 0, excess: 2 })
      .in(TransferSaga)
      .thenCommands(
        new TransferIn({ sku, location: 'north', transferId, from: 'main', quantity: 5 }),
        new TransferExcessOut({ sku, location: 'main', transferId, to: 'north', quantity: 2 }),
      ));
});
