import { describe, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import { shipmentSamples } from '../domain/shipment.samples.js';
import { ShipmentView } from './shipment-view.projection.js';

const {
  ShipmentCreated,
  ShipmentReleased,
  ItemsPicked,
  ItemsPacked,
  LabelRequested,
  LabelPurchased,
  DispatchPermitted,
  ShipmentDispatched,
  TrackingRecorded,
  ShipmentInTransit,
  ShipmentDelivered,
  ShipmentCancelled,
  ShipmentOverdue,
} = shipmentSamples;
const { shipmentId, orderId, location, lines, amount, address, dueAt } = ShipmentCreated;
const created = {
  shipmentId,
  orderId,
  location,
  lines,
  amount,
  address,
  holds: [],
  permitted: false,
  tracking: [],
  failedAttempts: 0,
  createdAt: NOW,
  updatedAt: NOW,
};
const toDispatched = [
  ShipmentCreated,
  ShipmentReleased,
  ItemsPicked,
  ItemsPacked,
  LabelRequested,
  LabelPurchased,
  DispatchPermitted,
  ShipmentDispatched,
];

describe('ShipmentView', () => {
  it('shows what is to be picked', () => {
    whenProjected(ShipmentView, ShipmentCreated, ShipmentReleased).then({
      [shipmentId]: { ...created, status: 'released', dueAt, revision: 1 },
    });
  });

  it('shows where the parcel was seen, and the latest of it although it came earlier', () => {
    const seen = (carrierEventId: string, at: string, carrierStatus: 'in_transit' | 'out_for_delivery') =>
      ({ ...TrackingRecorded, carrierEventId, at, carrierStatus }) as const;
    const scans = [
      seen('scan-2', '2026-11-22T10:30:00.000Z', 'out_for_delivery'),
      seen('scan-1', '2026-11-22T09:30:00.000Z', 'in_transit'),
    ];
    const { key, carrier, trackingNumber, labelUrl } = LabelPurchased;
    whenProjected(ShipmentView, ...toDispatched, ...scans, ShipmentInTransit).then({
      [shipmentId]: {
        ...created,
        status: 'in_transit',
        permitted: true,
        label: { status: 'purchased', key, attempt: 1, carrier, trackingNumber, labelUrl },
        trackingNumber,
        tracking: scans.map(({ carrierEventId, carrierStatus, at, place, reason }) => ({
          carrierEventId,
          carrierStatus,
          at,
          place,
          reason,
        })),
        carrierStatus: 'out_for_delivery',
        dueAt,
        revision: 10,
      },
    });
  });

  it('shows what is overdue until the next step is taken', () => {
    const late = { ...created, status: 'released', overdue: 'pick', revision: 2 };
    whenProjected(ShipmentView, ShipmentCreated, ShipmentReleased, ShipmentOverdue).then({
      [shipmentId]: late,
    });
    whenProjected(ShipmentView, ShipmentCreated, ShipmentReleased, ShipmentOverdue, ItemsPicked).then({
      [shipmentId]: { ...created, status: 'picked', dueAt, revision: 3 },
    });
  });

  it('shows how it ended', () => {
    const { documents } = whenProjected(ShipmentView, ...toDispatched, ShipmentOverdue, ShipmentDelivered);
    const dispatched = documents.get(shipmentId);
    whenProjected(ShipmentView, ...toDispatched, ShipmentOverdue, ShipmentDelivered).then({
      [shipmentId]: { ...dispatched, status: 'delivered', overdue: undefined, dueAt: undefined },
    });
    whenProjected(ShipmentView, ShipmentCreated, ShipmentCancelled).then({
      [shipmentId]: { ...created, status: 'cancelled', reason: 'customer', revision: 1 },
    });
  });

  it('shows a shipment that was cancelled before it was created', () => {
    const { amount: _amount, address: _address, ...known } = created;
    whenProjected(ShipmentView, ShipmentCancelled).then({
      [shipmentId]: { ...known, status: 'cancelled', reason: 'customer', revision: 0 },
    });
  });
});
