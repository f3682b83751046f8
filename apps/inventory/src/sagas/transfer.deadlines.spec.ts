import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from '@waybill/testing';
import { ExpireTransfer } from '../domain/transfer.saga-commands.js';
import { transferSamples } from '../domain/transfer.samples.js';
import { TransferDeadline } from './transfer.deadlines.js';

const { transferId } = transferSamples.TransferRequested;

describe('The deadline of a transfer', () => {
  it.each([transferSamples.TransferRequested, transferSamples.TransferDispatched])(
    'T2: is set by $type',
    (event) => {
      expect(TransferDeadline.after(event, envelopeOf(event))).toEqual({ id: transferId, at: event.dueAt });
    },
  );

  it.each([
    transferSamples.TransferCompleted,
    transferSamples.TransferClosedShort,
    transferSamples.TransferCancelled,
  ])('T2: is cleared by $type', (event) => {
    expect(TransferDeadline.after(event, envelopeOf(event))).toEqual({ cleared: transferId });
  });

  it('sends the command that judges it', () => {
    const at = '2026-12-06T10:00:00.000Z';
    expect(TransferDeadline.fire({ id: transferId, at })).toEqual(
      new ExpireTransfer({ transferId, dueAt: at }),
    );
  });
});
