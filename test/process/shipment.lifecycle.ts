import type { Command } from '@waybill/kernel';
import { FulfilmentOrder, journeyOf, shipping } from './apps.js';
import {
  create,
  dispatch,
  HERE,
  hold,
  ofShipment,
  pack,
  permit,
  pick,
  release,
  shipmentId,
  unpack,
  type State,
} from './fulfilment.words.js';
import { processOf } from './transitions.js';

const labels = [
  {
    outcome: 'purchased',
    carrier: 'sandbox',
    trackingNumber: 'SB1',
    isInternational: false,
  },
  { outcome: 'failed', reason: 'carrier_unavailable', retryable: true, isAddressRefused: false },
  { outcome: 'failed', reason: 'address_refused', retryable: false, isAddressRefused: true },
  { outcome: 'unknown' },
] as const;
const voids = [
  { outcome: 'voided' },
  { outcome: 'failed', reason: 'used', retryable: false },
  { outcome: 'unknown' },
] as const;
const scans = [
  'in_transit',
  'out_for_delivery',
  'failure',
  'available_for_pickup',
  'return_to_sender',
  'delivered',
] as const;

const POLL_MS = 4 * 3_600_000;
/** Seven days and one question more. */
const SILENCE_MAX = 43;

type Parcel = State['shipments'][string];

/** One hour after the last news, so that each scan is news. */
function scanning({ newsAt = '2026-01-01T00:00:00.000Z', scans: known }: Parcel): readonly Command[] {
  const at = new Date(Date.parse(newsAt) + 3_600_000).toISOString();
  return scans.map((status) => {
    const id = `${status} ${known.filter(({ carrierStatus }) => carrierStatus === status).length}`;
    return new shipping.RecordCarrierEvents({ ...ofShipment, events: [{ id, status, at }] });
  });
}

/** A person may ask for a label for ever; here once more than the engine does. */
function labelling({ label }: Parcel): readonly Command[] {
  const key = label?.key ?? 'none';
  return [
    ...((label?.attempt ?? 0) < 4 ? [new shipping.RequestLabel(ofShipment), hold] : []),
    ...labels.map((answer) => new shipping.RecordLabel({ ...ofShipment, key, answer })),
    ...voids.map((answer) => new shipping.RecordLabelVoid({ ...ofShipment, key, answer })),
    ...(label?.voidDueAt === undefined
      ? []
      : [new shipping.RepeatLabelVoid({ ...ofShipment, dueAt: label.voidDueAt })]),
    new shipping.EnterTracking({ ...ofShipment, carrier: 'dhl', trackingNumber: 'JD01' }),
  ];
}

/** One parcel of one unit, from packing to its end. */
export const shipmentProcess = processOf({
  title: 'Shipment',
  isOfPart: true,
  aggregate: FulfilmentOrder,
  statusOf: ({ shipments }) => shipments[shipmentId]?.status ?? 'none',
  commandsFor: (order) => {
    const shipment = order.shipments[shipmentId];
    if (!order.plan) return [create(1, [])];
    if (!shipment) return order.picked.length > 0 ? [pack] : [pick];
    const { dueAt } = shipment;
    return [
      release,
      permit,
      dispatch,
      unpack,
      ...labelling(shipment),
      ...scanning(shipment),
      new shipping.RequestTracking(ofShipment),
      new shipping.RecordTracking({ ...ofShipment, status: 'in_transit', at: '2026-01-01T00:00:00.000Z' }),
      new shipping.ReportLost(ofShipment),
      new shipping.ReportFound(ofShipment),
      new shipping.ReceiveReturn(ofShipment),
      new shipping.SettleShipment({ ...ofShipment, resolution: 'Settled.' }),
      ...(dueAt === undefined ? [] : [new shipping.EscalateShipment({ ...ofShipment, dueAt })]),
    ];
  },
  distinctBy: ({ plan, picked, holds, shipments }) => {
    const shipment = shipments[shipmentId];
    if (!shipment) return [plan, picked, Object.keys(shipments)];
    const { status, label, carriage, newsAt = '', dueAt = '' } = shipment;
    const isHere = HERE.includes(status);
    return [
      status,
      isHere && [holds.length, label?.status, label?.attempt, carriage?.carrier, shipment.isPermitted],
      status === 'cancelled' && [label?.status, label?.attempt, label?.voidDueAt !== undefined],
      carriage !== undefined,
      shipment.isPostponed,
      shipment.isPresumedLost,
      shipment.isScannedAfterCancellation,
      shipment.isSettled,
      shipment.overdue,
      journeyOf(shipment.scans),
      // The carrier is asked every four hours or less often, until the parcel is presumed lost.
      status === 'shipped'
        ? Math.min(SILENCE_MAX, Math.floor((Date.parse(dueAt) - Date.parse(newsAt)) / POLL_MS))
        : dueAt !== '',
    ];
  },
});
