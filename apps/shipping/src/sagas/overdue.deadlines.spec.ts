import { describe, expect, it } from '@jest/globals';
import { type DomainEvent, type Deadline } from '@waybill/kernel';
import { envelopeOf } from '@waybill/testing';
import {
  EscalateFulfilment,
  EscalateShipment,
  RepeatLabelVoid,
} from '../domain/fulfilment-order.saga-commands.js';
import { fulfilmentOrderSamples } from '../domain/fulfilment-order.samples.js';
import { OverdueFulfilment, OverdueShipment, UnvoidedLabel } from './overdue.deadlines.js';

const { fulfilmentOrderId, shipmentId, dueAt } = fulfilmentOrderSamples.LabelRequested;
const ofShipment = `${fulfilmentOrderId}/${shipmentId}`;
const after = (deadline: Deadline, event: DomainEvent) => deadline.after(event, envelopeOf(event));
const samples: readonly DomainEvent[] = Object.values(fulfilmentOrderSamples);
const timed = samples.filter((sample) => 'dueAt' in sample);

describe('The deadlines of shipping', () => {
  it.each(timed)('one of them is set by $type, for its dueAt', (sample) => {
    const set = [OverdueFulfilment, OverdueShipment, UnvoidedLabel].flatMap(
      (deadline) => after(deadline, sample) ?? [],
    );
    expect(set).toContainEqual({
      id: expect.stringMatching(new RegExp(`^${fulfilmentOrderId}(/${shipmentId})?$`)),
      at: dueAt,
    });
  });

  it.each(['FulfilmentCancelled', 'FulfilmentOverdue'] as const)(
    'that of a fulfilment order is cleared by %s',
    (type) => {
      expect(after(OverdueFulfilment, fulfilmentOrderSamples[type])).toEqual({ cleared: fulfilmentOrderId });
    },
  );

  it('that of a fulfilment order is cleared by a step after which none is expected', () => {
    const { dueAt: _dueAt, ...packed } = { dueAt, ...fulfilmentOrderSamples.ItemsPacked };
    expect(after(OverdueFulfilment, packed)).toEqual({ cleared: fulfilmentOrderId });
  });

  it.each([
    'LabelPurchased',
    'TrackingEntered',
    'ShipmentPostponed',
    'ShipmentCancelled',
    'ShipmentDelivered',
    'ShipmentLost',
    'ShipmentPresumedLost',
    'ShipmentOverdue',
    'ReturnToSenderReceived',
  ] as const)('that of a shipment is cleared by %s', (type) => {
    expect(after(OverdueShipment, fulfilmentOrderSamples[type])).toEqual({ cleared: ofShipment });
  });

  it('that of a shipment stays as it is after an event that does not set it', () => {
    const { dueAt: _dueAt, ...recorded } = fulfilmentOrderSamples.TrackingRecorded;
    expect(after(OverdueShipment, recorded)).toBeUndefined();
    expect(after(OverdueShipment, fulfilmentOrderSamples.ItemsPacked)).toBeUndefined();
  });

  it('that of a label is cleared when it is voided, or will not be', () => {
    const { dueAt: _dueAt, ...failed } = fulfilmentOrderSamples.LabelVoidFailed;
    for (const event of [fulfilmentOrderSamples.LabelVoided, failed]) {
      expect(after(UnvoidedLabel, event)).toEqual({ cleared: ofShipment });
    }
  });

  it('send a command; the fulfilment order decides whether it still waits', () => {
    const due = { id: ofShipment, at: dueAt };
    expect(OverdueFulfilment.fire({ id: fulfilmentOrderId, at: dueAt })).toEqual(
      new EscalateFulfilment({ fulfilmentOrderId, dueAt }),
    );
    expect(OverdueShipment.fire(due)).toEqual(new EscalateShipment({ fulfilmentOrderId, shipmentId, dueAt }));
    expect(UnvoidedLabel.fire(due)).toEqual(new RepeatLabelVoid({ fulfilmentOrderId, shipmentId, dueAt }));
  });
});
