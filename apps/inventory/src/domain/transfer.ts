import { aggregate, ensure, ensureKnown, ensureValid } from '@waybill/kernel';
import { DAY_MS, later } from './times.js';
import {
  CancelTransfer,
  CloseTransferShort,
  DispatchTransfer,
  ReceiveTransfer,
  RequestTransfer,
} from './transfer.commands.js';
import { ExpireTransfer, RecordTransferOut, RecordTransferRefusal } from './transfer.saga-commands.js';
import type { TransferEvent } from './transfer.events.js';
import { evolve, initial, type KnownTransfer, type TransferState } from './transfer.state.js';

/** A transfer that nobody dispatches is cancelled after this time. */
const DISPATCH_MS = 14 * DAY_MS;
const TRANSIT_DAYS = 14;

/** Stock that moves from one location to another. At any time it is at one of them, in transit, or known as lost. */
export const Transfer = aggregate<TransferState, TransferEvent>()({
  name: 'transfer',
  initial,
  evolve,
  commands: {
    RequestTransfer,
    DispatchTransfer,
    ReceiveTransfer,
    CloseTransferShort,
    CancelTransfer,
    RecordTransferOut,
    RecordTransferRefusal,
    ExpireTransfer,
  },
  idOf: ({ transferId }) => transferId,
  decide: {
    RequestTransfer({ sku, from, to, quantity, transitDays = TRANSIT_DAYS }, transfer, { id, now }) {
      ensureValid(from !== to, 'same-location', 'A transfer needs two different locations.', { field: 'to' });
      if (transfer.status === 'none') {
        const about = { transferId: id, sku, from, to, quantity, transitDays };
        return [{ type: 'TransferRequested', ...about, dueAt: later(now, DISPATCH_MS) }];
      }
      const isSame =
        transfer.sku === sku &&
        transfer.from === from &&
        transfer.to === to &&
        transfer.quantity === quantity &&
        transfer.transitDays === transitDays;
      ensure(isSame, 'transfer-exists', 'Another transfer has this id.');
      return [];
    },

    DispatchTransfer(_, transfer, { id }) {
      ensureKnown(transfer.status !== 'none', 'transfer-unknown');
      const { status } = transfer;
      ensure(status !== 'cancelled', 'transfer-cancelled', 'The transfer is cancelled.', { status });
      if (status !== 'requested') return [];
      return [{ type: 'TransferDispatchRequested', ...aboutOf(id, transfer) }];
    },

    RecordTransferOut(_, transfer, { id, now }) {
      if (transfer.status !== 'dispatching') return [];
      const dueAt = later(now, transfer.transitDays * DAY_MS);
      return [{ type: 'TransferDispatched', ...aboutOf(id, transfer), dueAt }];
    },

    RecordTransferRefusal({ available }, transfer, { id }) {
      if (transfer.status !== 'dispatching') return [];
      return [{ type: 'TransferDispatchRefused', ...aboutOf(id, transfer), available }];
    },

    ReceiveTransfer({ quantity: received, receiptId: given }, transfer, context) {
      const { id } = context;
      ensureKnown(transfer.status !== 'none', 'transfer-unknown');
      const receiptId = given ?? context.newId();
      const known = transfer.receipts.find((receipt) => receipt.receiptId === receiptId);
      if (known) {
        ensure(known.received === received, 'receipt-exists', 'Another receipt has this id.');
        return [];
      }
      const { status } = transfer;
      ensure(
        status === 'in_transit',
        'transfer-not-in-transit',
        `Nothing can arrive: the transfer is ${wordOf(status)}.`,
        { status },
      );
      const excess = Math.max(0, received - transfer.inTransit);
      const inTransit = transfer.inTransit - received + excess;
      const about = aboutOf(id, transfer);
      const arrived: TransferEvent = {
        type: 'TransferReceived',
        ...about,
        receiptId,
        received,
        inTransit,
        excess,
      };
      if (inTransit > 0) return [arrived];
      return [
        arrived,
        { type: 'TransferCompleted', ...about },
        ...close(id, transfer, 'Everything has arrived.'),
      ];
    },

    CloseTransferShort({ reason }, transfer, { id }) {
      ensureKnown(transfer.status !== 'none', 'transfer-unknown');
      const { status } = transfer;
      if (status === 'closed_short') return [];
      ensure(
        status === 'in_transit',
        'transfer-not-in-transit',
        `Nothing is missing: the transfer is ${wordOf(status)}.`,
        { status },
      );
      const short = { ...aboutOf(id, transfer), missing: transfer.inTransit, reason };
      return [{ type: 'TransferClosedShort', ...short }, ...close(id, transfer, 'The transfer was closed.')];
    },

    CancelTransfer({ reason }, transfer, { id }) {
      ensureKnown(transfer.status !== 'none', 'transfer-unknown');
      const { status } = transfer;
      if (status === 'cancelled') return [];
      ensure(
        status === 'requested',
        'transfer-dispatched',
        `Only a transfer that has not been dispatched can be cancelled; this one is ${wordOf(status)}.`,
        { status },
      );
      return [{ type: 'TransferCancelled', ...aboutOf(id, transfer), reason }];
    },

    ExpireTransfer({ dueAt }, transfer, { id, now }) {
      if (transfer.status === 'none' || transfer.dueAt !== dueAt || now < dueAt) return [];
      if (transfer.status === 'requested') {
        return [{ type: 'TransferCancelled', ...aboutOf(id, transfer), reason: 'not_dispatched' }];
      }
      if (transfer.status !== 'in_transit' || transfer.isOverdue) return [];
      return [
        {
          type: 'WorkItemOpened',
          workItemId: workItemOf(id),
          kind: 'stock_discrepancy',
          about: { type: 'transfer', id },
          reason: `${transfer.inTransit} of ${transfer.sku} from ${transfer.from} to ${transfer.to} have not arrived.`,
          resolutions: [
            { request: `POST /v1/transfers/${id}/receive`, effect: 'says what has arrived' },
            { request: `POST /v1/transfers/${id}/close-short`, effect: 'gives up what has not arrived' },
          ],
        },
      ];
    },
  },
  snapshotVersion: 2,
});

function aboutOf(transferId: string, { sku, from, to, quantity }: KnownTransfer) {
  return { transferId, sku, from, to, quantity };
}

function close(id: string, { isOverdue }: KnownTransfer, resolution: string): readonly TransferEvent[] {
  return isOverdue ? [{ type: 'WorkItemClosed', workItemId: workItemOf(id), resolution }] : [];
}

function workItemOf(id: string): string {
  return `transfer/${id}`;
}

function wordOf(status: string): string {
  return status.replaceAll('_', ' ');
}
