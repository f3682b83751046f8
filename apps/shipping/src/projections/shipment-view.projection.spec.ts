import { describe, expect, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import {
  address,
  after,
  answer,
  bought,
  cancel,
  create,
  failed,
  fulfilmentOrderId,
  ofShipment,
  orderId,
  pack,
  permit,
  pick,
  pot,
  refused,
  scan,
  scans,
  shipmentId,
  Story,
  tea,
} from '../domain/fulfilment-order.stories.js';
import {
  DispatchShipment,
  EnterTracking,
  ReceiveReturn,
  ReportFound,
  ReportLost,
  SettleShipment,
} from '../domain/shipment.commands.js';
import { ShipmentView } from './shipment-view.projection.js';

const dispatch = new DispatchShipment(ofShipment);
const sent = () => after(create(), pick(), pack(), permit, dispatch);
const documentOf = (story: Story) => whenProjected(ShipmentView, ...story.events).documents.get(shipmentId);
const at = (hour: number) => `2026-11-22T${hour}:00:00.000Z`;

describe('ShipmentView', () => {
  it('shows what a parcel contains, its label, and that it may leave', () => {
    const story = after(create(), pick(), pack(), permit);
    expect(documentOf(story)).toEqual({
      shipmentId,
      fulfilmentOrderId,
      orderId,
      location: 'main',
      status: 'ready_to_ship',
      units: [tea, pot],
      amount: { amount: 7070, currency: 'EUR' },
      packages: [],
      address,
      label: { key: story.keyOf(shipmentId), attempt: 1, status: 'purchased' },
      carrier: 'sandbox',
      trackingNumber: 'SB1',
      trackingUrl: 'https://carrier.example/track/SB1',
      isInternational: false,
      isReadyForCapture: true,
      permitted: true,
      tracking: [],
      failedAttempts: 0,
      presumedLost: false,
      scannedAfterCancellation: false,
      dueAt: '2026-11-23T10:00:00.000Z',
      overdue: 'none',
      createdAt: NOW,
      updatedAt: NOW,
    });
  });

  it('shows why there is no label', () => {
    const story = new Story();
    story.do(create(), pick(), pack());
    story.label(failed);
    expect(documentOf(story)).toMatchObject({
      status: 'packed',
      label: { status: 'failed', reason: 'carrier_unavailable', isAddressRefused: false },
    });
    story.pass(1 / 60);
    story.label(refused);
    expect(documentOf(story)).toMatchObject({
      label: { attempt: 2, reason: 'address_refused', isAddressRefused: true },
    });
    story.do(new EnterTracking({ ...ofShipment, carrier: 'dhl', trackingNumber: 'JD01' }));
    expect(documentOf(story)).toMatchObject({ status: 'labelled', carrier: 'dhl', trackingNumber: 'JD01' });
  });

  it('shows where the parcel was seen, and the latest of it although it came earlier', () => {
    const story = sent();
    story.do(scans(scan(2, 'out_for_delivery', at(12)), scan(1, 'in_transit', at(11))));
    expect(documentOf(story)).toMatchObject({
      status: 'out_for_delivery',
      carrierStatus: 'out_for_delivery',
      tracking: [
        { carrierEventId: 'scan-2', carrierStatus: 'out_for_delivery', at: at(12) },
        { carrierEventId: 'scan-1', carrierStatus: 'in_transit', at: at(11) },
      ],
    });
  });

  it('shows when and how it was delivered', () => {
    const story = sent();
    story.do(scans({ ...scan(1, 'delivered', at(12)), proof: 'signed by Ada' }));
    expect(documentOf(story)).toMatchObject({
      status: 'delivered',
      deliveredAt: at(12),
      proof: 'signed by Ada',
    });
  });

  it('shows what is overdue until the next step is taken', () => {
    const story = after(create(), pick(), pack(), permit);
    story.pass(24);
    expect(documentOf(story)).toMatchObject({ status: 'ready_to_ship', overdue: 'dispatch' });
    story.do(dispatch);
    expect(documentOf(story)).toMatchObject({ status: 'shipped', overdue: 'none' });
  });

  it('shows that it is presumed lost, lost and found', () => {
    const story = sent();
    story.do(scans(scan(1, 'in_transit', story.now)));
    story.pass(7 * 24);
    expect(documentOf(story)).toMatchObject({ status: 'in_transit', presumedLost: true });
    story.do(new ReportLost(ofShipment));
    expect(documentOf(story)).toMatchObject({
      status: 'lost',
      presumedLost: false,
      reason: 'carrier_confirmed',
    });
    story.do(new ReportFound(ofShipment));
    expect(documentOf(story)).toMatchObject({ status: 'in_transit' });
  });

  it('shows how a returned parcel was settled', () => {
    const story = sent();
    story.do(scans({ ...scan(1, 'failure', at(11)), reason: 'nobody_home' }));
    expect(documentOf(story)).toMatchObject({ status: 'failed', failedAttempts: 1 });
    story.do(scans(scan(2, 'return_to_sender', at(12))));
    expect(documentOf(story)).toMatchObject({ status: 'returning' });
    story.do(new ReceiveReturn(ofShipment), new SettleShipment({ ...ofShipment, resolution: 'Refunded.' }));
    expect(documentOf(story)).toMatchObject({ status: 'returned', resolution: 'Refunded.' });
  });

  it('shows that a cancelled parcel is on its way, and what was in it', () => {
    const story = after(create(), pick(), pack(), cancel, answer(true));
    story.voided({ outcome: 'failed', reason: 'label_used', retryable: false });
    story.do(scans(scan(1, 'in_transit', at(11))));
    expect(documentOf(story)).toMatchObject({
      status: 'cancelled',
      reason: 'customer',
      units: [tea, pot],
      label: { status: 'void_failed', reason: 'label_used' },
      scannedAfterCancellation: true,
    });
    expect(bought.trackingNumber).toBe(documentOf(story)?.trackingNumber);
  });

  it.each([
    sent(),
    after(create(), pick(), pack()),
    after(create(), pick(), pack(), cancel),
    after(create(), pick(), pack(), permit),
  ])('has the deadline and the status of the stream', (story) => {
    story.pass(300);
    const { status, dueAt, overdue = 'none', isPresumedLost } = story.shipment();
    expect(documentOf(story)).toMatchObject({ status, overdue, presumedLost: isPresumedLost });
    expect(documentOf(story)?.dueAt).toBe(dueAt);
  });
});
