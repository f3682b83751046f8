import { projection, type Apply, type Envelope } from '@waybill/kernel';
import type { CarrierStatus, ShipmentEvent } from '../domain/shipment.events.js';
import type { ShipmentDocument, ShipmentDocumentLabel, ShipmentDocumentScan } from './shipment-document.js';

const rows: Required<Apply<ShipmentDocument, ShipmentEvent>> = {
  ShipmentCreated: (_, event, envelope) => ({
    ...newShipment(event, envelope),
    lines: event.lines,
    amount: event.amount,
    address: event.address,
    holds: event.holds,
    dueAt: event.dueAt,
  }),
  ShipmentHeld: change((shipment, { holds, dueAt }) => ({ ...setDue(shipment, dueAt), holds })),
  ShipmentHoldLifted: change((shipment, { holds, dueAt }) => ({ ...setDue(shipment, dueAt), holds })),
  ShipmentReleased: change((shipment, { dueAt }) => ({ ...setDue(shipment, dueAt), status: 'released' })),
  ItemsPicked: change((shipment, { dueAt }) => ({ ...setDue(shipment, dueAt), status: 'picked' })),
  ItemsPacked: change((shipment) => ({ ...shipment, status: 'packed' })),
  LabelRequested: change((shipment, { key, attempt, dueAt }) => ({
    ...setDue(shipment, dueAt),
    label: { key, attempt, status: 'requested' },
  })),
  LabelPurchased: change((shipment, { key, carrier, trackingNumber, labelUrl, dueAt }) => ({
    ...setDue(shipment, dueAt),
    status: shipment.permitted ? 'ready' : 'labelled',
    label: {
      key,
      attempt: shipment.label?.attempt ?? 1,
      status: 'purchased',
      carrier,
      trackingNumber,
      ...(labelUrl !== undefined && { labelUrl }),
    },
    trackingNumber,
  })),
  LabelFailed: change((shipment, { dueAt }) => setDue(setLabel(shipment, 'failed'), dueAt)),
  LabelOutcomeUnknown: change((shipment, { dueAt }) => setDue(setLabel(shipment, 'unknown'), dueAt)),
  LabelVoidRequested: change((shipment) => setLabel(shipment, 'voiding')),
  LabelVoided: change((shipment) => setLabel(shipment, 'voided')),
  DispatchPermitted: change((shipment, { dueAt }) => ({
    ...(dueAt === undefined ? shipment : setDue(shipment, dueAt)),
    permitted: true,
    status: shipment.status === 'labelled' ? 'ready' : shipment.status,
  })),
  ShipmentDispatched: change((shipment, { dueAt }) => ({ ...setDue(shipment, dueAt), status: 'dispatched' })),
  TrackingRequested: change((shipment) => shipment),
  TrackingRecorded: change((shipment, { carrierEventId, carrierStatus, at, place, reason, dueAt }) => {
    const scan = {
      carrierEventId,
      carrierStatus,
      at,
      ...(place !== undefined && { place }),
      ...(reason !== undefined && { reason }),
    };
    const tracking = [...shipment.tracking, scan];
    const next = dueAt === undefined ? shipment : setDue(shipment, dueAt);
    return { ...next, tracking, carrierStatus: latestStatus(scan, shipment.tracking) };
  }),
  ShipmentInTransit: change((shipment) => ({ ...shipment, status: 'in_transit' })),
  ShipmentOutForDelivery: change((shipment) => ({ ...shipment, status: 'out_for_delivery' })),
  DeliveryAttemptFailed: change((shipment) => ({
    ...shipment,
    failedAttempts: shipment.failedAttempts + 1,
  })),
  ShipmentDelivered: change((shipment) => ({ ...setDue(shipment, undefined), status: 'delivered' })),
  ShipmentCancelled: (before, event, envelope) => ({
    ...setDue(before ?? newShipment(event, envelope), undefined),
    status: 'cancelled',
    lines: event.lines,
    reason: event.reason,
    updatedAt: envelope.meta.occurredAt,
    revision: envelope.revision,
  }),
  ShipmentCancellationRejected: change((shipment) => shipment),
  ShipmentOverdue: change((shipment, { waitingFor }) => ({
    ...setDue(shipment, undefined),
    overdue: waitingFor,
  })),
};

export const ShipmentView = projection<ShipmentDocument, ShipmentEvent>()({
  name: 'shipment-view',
  version: 2,
  fields: { orderId: 'text', status: 'text', location: 'text', trackingNumber: 'text', createdAt: 'text' },
  keys: ({ shipmentId }) => [shipmentId],
  apply: rows,
});

/** A row that changes a shipment that is there. Every event counts for its revision. */
function change<E extends ShipmentEvent>(next: (shipment: ShipmentDocument, event: E) => ShipmentDocument) {
  return (shipment: ShipmentDocument | undefined, event: E, { revision, meta }: Envelope) =>
    shipment && { ...next(shipment, event), updatedAt: meta.occurredAt, revision };
}

function newShipment(
  { shipmentId, orderId, location }: ShipmentEvent,
  { revision, meta: { occurredAt } }: Envelope,
): ShipmentDocument {
  return {
    shipmentId,
    orderId,
    location,
    status: 'created',
    lines: [],
    holds: [],
    permitted: false,
    tracking: [],
    failedAttempts: 0,
    createdAt: occurredAt,
    updatedAt: occurredAt,
    revision,
  };
}

/** Expects the next step by that time, or expects none. Either way nothing is overdue any more. */
function setDue(shipment: ShipmentDocument, dueAt: string | undefined): ShipmentDocument {
  const { dueAt: _dueAt, overdue: _overdue, ...rest } = shipment;
  return dueAt === undefined ? rest : { ...rest, dueAt };
}

function setLabel(shipment: ShipmentDocument, status: ShipmentDocumentLabel['status']): ShipmentDocument {
  if (shipment.label === undefined) return shipment;
  const { key, attempt } = shipment.label;
  return { ...shipment, label: { key, attempt, status } };
}

/** The status of the scan with the latest time; of scans with the same time the last one counts. */
function latestStatus(last: ShipmentDocumentScan, earlier: readonly ShipmentDocumentScan[]): CarrierStatus {
  return earlier.toReversed().reduce((latest, scan) => (scan.at > latest.at ? scan : latest), last)
    .carrierStatus;
}
