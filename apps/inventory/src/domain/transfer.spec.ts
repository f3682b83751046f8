import { describe, it } from '@jest/globals';
import { sentencesOf } from '@waybill/testing';
import { RequestTransfer } from './transfer.commands.js';
import { RecordTransferIn, RecordTransferOut, RecordTransferRefusal } from './transfer.saga-commands.js';
import type { TransferEvent } from './transfer.events.js';
import { Transfer } from './transfer.js';

const given = sentencesOf(Transfer);
const transferId = '01930f70-1111-7000-8000-000000000001';
const transfer = { transferId, sku: 'TEA', from: 'main', to: 'north', quantity: 3 };
const requested: TransferEvent = { type: 'TransferRequested', ...transfer };
const dispatched: TransferEvent = { type: 'TransferDispatched', ...transfer };
const completed: TransferEvent = { type: 'TransferCompleted', ...transfer };
const rejected: TransferEvent = {
  type: 'TransferRejected',
  ...transfer,
  reason: 'stock-short',
  available: 1,
};

describe('A transfer', () => {
  it('is requested, dispatched and completed', () => {
    given().when(new RequestTransfer(transfer)).then(requested);
    given(requested).when(new RecordTransferOut({ transferId })).then(dispatched);
    given(requested, dispatched).when(new RecordTransferIn({ transferId })).then(completed);
  });

  it('is rejected when the location has not enough', () => {
    given(requested)
      .when(new RecordTransferRefusal({ transferId, available: 1 }))
      .then(rejected);
  });

  it('goes to another location', () => {
    given()
      .when(new RequestTransfer({ ...transfer, to: 'main' }))
      .thenRefused('same-location');
  });

  it('is requested once', () => {
    given(requested, dispatched).when(new RequestTransfer(transfer)).thenNothing();
    given(requested)
      .when(new RequestTransfer({ ...transfer, quantity: 4 }))
      .thenRefused('transfer-exists');
  });

  it('records nothing twice', () => {
    given(requested, dispatched).when(new RecordTransferOut({ transferId })).thenNothing();
    given(requested, dispatched, completed).when(new RecordTransferIn({ transferId })).thenNothing();
    given(requested, rejected)
      .when(new RecordTransferRefusal({ transferId, available: 1 }))
      .thenNothing();
  });
});
