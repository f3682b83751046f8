import { describe, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import {
  CancelTransfer,
  CloseTransferShort,
  DispatchTransfer,
  ReceiveTransfer,
  RequestTransfer,
} from './transfer.commands.js';
import { ExpireTransfer, RecordTransferOut, RecordTransferRefusal } from './transfer.saga-commands.js';
import type { TransferEvent } from './transfer.events.js';
import { Transfer } from './transfer.js';

const given = sentencesOf(Transfer);
const days = (number: number) => new Date(Date.parse(NOW) + number * 86_400_000).toISOString();
const givenAfter = (number: number) => sentencesOf(Transfer, days(number));
const transferId = '01930f70-1111-7000-8000-000000000001';
const receiptId = '01930f70-1111-7000-8000-000000000002';
const transfer = { transferId, sku: 'TEA', from: 'main', to: 'north', quantity: 3 };
const requested: TransferEvent = {
  type: 'TransferRequested',
  ...transfer,
  transitDays: 14,
  dueAt: days(14),
};
const asked: TransferEvent = { type: 'TransferDispatchRequested', ...transfer };
const refused: TransferEvent = { type: 'TransferDispatchRefused', ...transfer, available: 1 };
const dispatched: TransferEvent = { type: 'TransferDispatched', ...transfer, dueAt: days(14) };
const arrived = (
  received: number,
  inTransit: number,
  excess = 0,
): Named<TransferEvent, 'TransferReceived'> => ({
  type: 'TransferReceived',
  ...transfer,
  receiptId,
  received,
  inTransit,
  excess,
});
const completed: TransferEvent = { type: 'TransferCompleted', ...transfer };
const cancelled: Named<TransferEvent, 'TransferCancelled'> = {
  type: 'TransferCancelled',
  ...transfer,
  reason: 'not needed',
};
const workItemId = `transfer/${transferId}`;
const overdue: TransferEvent = {
  type: 'WorkItemOpened',
  workItemId,
  kind: 'stock_discrepancy',
  about: { type: 'transfer', id: transferId },
  reason: '3 of TEA from main to north have not arrived.',
  resolutions: [
    { request: `POST /v1/transfers/${transferId}/receive`, effect: 'says what has arrived' },
    { request: `POST /v1/transfers/${transferId}/close-short`, effect: 'gives up what has not arrived' },
  ],
};
const sent = [requested, asked, dispatched] as const;
const receive = (quantity: number, id = receiptId) =>
  new ReceiveTransfer({ transferId, quantity, receiptId: id });
const closeShort = new CloseTransferShort({ transferId, reason: 'lost' });
const cancel = new CancelTransfer({ transferId, reason: 'not needed' });
const expire = new ExpireTransfer({ transferId, dueAt: days(14) });

describe('A transfer', () => {
  it('T1: is requested, dispatched, in transit and received', () => {
    given().when(new RequestTransfer(transfer)).then(requested);
    given(requested).when(new DispatchTransfer({ transferId })).then(asked);
    given(requested, asked).when(new RecordTransferOut({ transferId })).then(dispatched);
    given(...sent)
      .when(receive(3))
      .then(arrived(3, 0), completed);
  });

  it('T1: can be dispatched later when the source has too little', () => {
    given(requested, asked)
      .when(new RecordTransferRefusal({ transferId, available: 1 }))
      .then(refused);
    given(requested, asked, refused).when(new DispatchTransfer({ transferId })).then(asked);
  });

  it('T2: is received in parts, each receipt once', () => {
    given(...sent)
      .when(receive(2))
      .then(arrived(2, 1));
    given(...sent, arrived(2, 1))
      .when(receive(2))
      .thenNothing();
    given(...sent, arrived(2, 1))
      .when(receive(1))
      .thenRefused('receipt-exists');
    given(...sent, arrived(2, 1))
      .when(receive(1, '01930f70-1111-7000-8000-000000000003'))
      .then({ ...arrived(1, 0), receiptId: '01930f70-1111-7000-8000-000000000003' }, completed);
  });

  it('T2: is closed short with a reason when the rest is lost', () => {
    given(...sent, arrived(2, 1))
      .when(closeShort)
      .then({ type: 'TransferClosedShort', ...transfer, missing: 1, reason: 'lost' });
    given(requested).when(closeShort).thenRefused('transfer-not-in-transit');
  });

  it('T2: that does not arrive in time becomes a work item, which its end closes', () => {
    givenAfter(14)(...sent)
      .when(expire)
      .then(overdue);
    givenAfter(14)(...sent, overdue)
      .when(expire)
      .thenNothing();
    givenAfter(13)(...sent)
      .when(expire)
      .thenNothing();
    given(...sent, overdue)
      .when(receive(3))
      .then(arrived(3, 0), completed, {
        type: 'WorkItemClosed',
        workItemId,
        resolution: 'Everything has arrived.',
      });
    given(...sent, overdue)
      .when(closeShort)
      .then(
        { type: 'TransferClosedShort', ...transfer, missing: 3, reason: 'lost' },
        { type: 'WorkItemClosed', workItemId, resolution: 'The transfer was closed.' },
      );
  });

  it('T3: accepts more than was sent, and says so', () => {
    given(...sent)
      .when(receive(5))
      .then(arrived(5, 0, 2), completed);
  });

  it('T4: is cancelled before it is dispatched, not afterwards', () => {
    given(requested).when(cancel).then(cancelled);
    given(requested, cancelled).when(cancel).thenNothing();
    given(...sent)
      .when(cancel)
      .thenRefused('transfer-dispatched');
    given(requested, cancelled).when(new DispatchTransfer({ transferId })).thenRefused('transfer-cancelled');
  });

  it('that nobody dispatches is cancelled', () => {
    givenAfter(14)(requested)
      .when(expire)
      .then({ ...cancelled, reason: 'not_dispatched' });
  });

  it('goes to another location', () => {
    given()
      .when(new RequestTransfer({ ...transfer, to: 'main' }))
      .thenRefused('same-location');
  });

  it('is requested once', () => {
    given(...sent)
      .when(new RequestTransfer(transfer))
      .thenNothing();
    given(requested)
      .when(new RequestTransfer({ ...transfer, quantity: 4 }))
      .thenRefused('transfer-exists');
  });

  it('records nothing twice', () => {
    given(...sent)
      .when(new RecordTransferOut({ transferId }))
      .thenNothing();
    given(...sent)
      .when(new DispatchTransfer({ transferId }))
      .thenNothing();
    given(...sent)
      .when(new RecordTransferRefusal({ transferId, available: 1 }))
      .thenNothing();
  });
});
