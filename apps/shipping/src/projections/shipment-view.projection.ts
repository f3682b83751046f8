import { projection, type Apply, type Envelope } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from '../domain/fulfilment-order.events.js';
import type { Carriage, CarrierStatus, ShipmentEvent } from '../domain/shipment.events.js';
import { priceOf } from '../domain/shipment.state.js';
import { journeyOf } from '../domain/shipment-journey.state.js';
import type { ShipmentDocument, ShipmentDocumentLabel, ShipmentDocumentScan } from './shipment-document.js';

const rows: Required<Apply<ShipmentDocument, ShipmentEvent>> = {
  ItemsPacked: (_, event, { meta: { occurredAt } }) => {
    const { shipmentId, fulfilmentOrderId, orderId, location, units, packages } = event;
    const amount = priceOf(units);
    return {
      shipmentId,
      fulfilmentOrderId,
      orderId,
      location,
      status: 'packed',
      units,
      ...(amount !== undefined && { amount }),
      packages,
      isReadyForCapture: false,
      permitted: false,
      tracking: [],
      failedAttempts: 0,
      presumedLost: false,
      scannedAfterCancellation: false,
      overdue: 'none',
      createdAt: occurredAt,
      updatedAt: occurredAt,
    };
  },
  LabelRequested: change((shipment, { key, attempt, address, dueAt }) => ({
    ...awaiting(shipment, dueAt),
    address,
    label: { key, attempt, status: 'requested' },
  })),
  LabelPurchased: change((shipment, { labelUrl, ...event }) =>
    withLabel(carriedBy(shipment, event), {
      status: 'purchased',
      ...(labelUrl !== undefined && { labelUrl }),
    }),
  ),
  LabelFailed: change((shipment, { reason, isAddressRefused, dueAt }) =>
    withLabel(awaiting(shipment, dueAt), { status: 'failed', reason, isAddressRefused }),
  ),
  LabelOutcomeUnknown: change((shipment, { dueAt }) =>
    withLabel(awaiting(shipment, dueAt), { status: 'unknown' }),
  ),
  TrackingEntered: change((shipment, event) => carriedBy(shipment, event)),
  LabelVoidRequested: change((shipment) => withLabel(shipment, { status: 'voiding' })),
  LabelVoided: change((shipment, { dueAt }) => withLabel(nextAt(shipment, dueAt), { status: 'voided' })),
  LabelVoidFailed: change((shipment, { reason, dueAt }) =>
    withLabel(shipment, { status: dueAt === undefined ? 'void_failed' : 'voiding', reason }),
  ),
  ShipmentReadyForCapture: change((shipment, { dueAt }) => ({
    ...nextAt(shipment, dueAt),
    isReadyForCapture: true,
  })),
  DispatchPermitted: change((shipment, { dueAt }) => ({
    ...(dueAt === undefined ? shipment : awaiting(shipment, dueAt)),
    permitted: true,
    status: shipment.status === 'labelled' ? 'ready_to_ship' : shipment.status,
  })),
  ShipmentPostponed: change((shipment) => awaiting(shipment, undefined)),
  ShipmentResumed: change((shipment, { dueAt }) => awaiting(shipment, dueAt)),
  ShipmentDispatched: change((shipment, { dispatchedAt, dueAt }) => ({
    ...awaiting(shipment, dueAt),
    status: 'shipped',
    dispatchedAt,
  })),
  ShipmentCancelled: change((shipment, { reason }) => ({
    ...awaiting(shipment, undefined),
    status: 'cancelled',
    reason,
  })),
  TrackingRequested: change(({ dueAt: _dueAt, ...shipment }, { dueAt }) => nextAt(shipment, dueAt)),
  TrackingRecorded: change((shipment, { carrierEventId, carrierStatus, at, place, reason, dueAt }) => {
    const scan = {
      carrierEventId,
      carrierStatus,
      at,
      ...(place !== undefined && { place }),
      ...(reason !== undefined && { reason }),
    };
    const next = dueAt === undefined ? shipment : awaiting(shipment, dueAt);
    const tracking = [...shipment.tracking, scan];
    return { ...next, tracking, carrierStatus: latestStatus(scan, shipment.tracking) };
  }),
  ShipmentInTransit: change((shipment) => ({ ...shipment, status: 'in_transit' })),
  ShipmentOutForDelivery: change((shipment) => ({ ...shipment, status: 'out_for_delivery' })),
  ShipmentAvailableForPickup: change((shipment) => ({ ...shipment, status: 'available_for_pickup' })),
  DeliveryAttemptFailed: change((shipment, { attempt: failedAttempts }) => ({
    ...shipment,
    status: journeyOf(shipment.tracking) === 'failed' ? 'failed' : shipment.status,
    failedAttempts,
  })),
  ReturnToSenderStarted: change((shipment) => ({ ...shipment, status: 'returning' })),
  ShipmentDelivered: change((shipment, { deliveredAt, proof }) => ({
    ...awaiting(shipment, undefined),
    status: 'delivered',
    deliveredAt,
    ...(proof !== undefined && { proof }),
  })),
  ReturnToSenderReceived: change((shipment) => ({
    ...awaiting(shipment, undefined),
    status: 'returned',
    presumedLost: false,
  })),
  ShipmentPresumedLost: change((shipment) => ({ ...awaiting(shipment, undefined), presumedLost: true })),
  ShipmentLost: change((shipment, { reason }) => ({
    ...awaiting(shipment, undefined),
    status: 'lost',
    reason,
    presumedLost: false,
  })),
  ShipmentFound: change((shipment, { dueAt }) => ({
    ...awaiting(shipment, dueAt),
    status: shipment.status === 'lost' ? 'in_transit' : shipment.status,
    presumedLost: false,
  })),
  CancelledShipmentScanned: change((shipment) => ({ ...shipment, scannedAfterCancellation: true })),
  ShipmentOverdue: change((shipment, { waitingFor }) => ({
    ...awaiting(shipment, undefined),
    overdue: waitingFor,
  })),
  ShipmentSettled: change((shipment, { resolution }) => ({ ...shipment, resolution })),
};

export const ShipmentView = projection<ShipmentDocument, FulfilmentOrderEvent>()({
  name: 'shipment-view',
  version: 3,
  fields: {
    orderId: 'text',
    fulfilmentOrderId: 'text',
    status: 'text',
    location: 'text',
    carrier: 'text',
    trackingNumber: 'text',
    overdue: 'text',
    createdAt: 'text',
  },
  keys: (event) => ('shipmentId' in event ? [event.shipmentId] : []),
  apply: rows,
});

/** A row that changes a shipment that is there. */
function change<E extends ShipmentEvent>(next: (shipment: ShipmentDocument, event: E) => ShipmentDocument) {
  return (shipment: ShipmentDocument | undefined, event: E, { meta }: Envelope) =>
    shipment && { ...next(shipment, event), updatedAt: meta.occurredAt };
}

/** Expects the next step by that time, or expects none. Either way nothing is overdue any more. */
function awaiting(shipment: ShipmentDocument, dueAt: string | undefined): ShipmentDocument {
  const { dueAt: _dueAt, ...rest } = shipment;
  return { ...rest, overdue: 'none', ...(dueAt !== undefined && { dueAt }) };
}

/** Sets a time, or keeps it, without a step. */
function nextAt(shipment: ShipmentDocument, dueAt: string | undefined): ShipmentDocument {
  return dueAt === undefined ? shipment : { ...shipment, dueAt };
}

function carriedBy(
  shipment: ShipmentDocument,
  { carrier, service, trackingNumber, trackingUrl, isInternational }: Carriage,
): ShipmentDocument {
  return {
    ...awaiting(shipment, undefined),
    status: shipment.permitted ? 'ready_to_ship' : 'labelled',
    carrier,
    ...(service !== undefined && { service }),
    trackingNumber,
    ...(trackingUrl !== undefined && { trackingUrl }),
    isInternational,
  };
}

function withLabel(
  shipment: ShipmentDocument,
  change: Omit<ShipmentDocumentLabel, 'key' | 'attempt'>,
): ShipmentDocument {
  if (shipment.label === undefined) return shipment;
  const { key, attempt } = shipment.label;
  return { ...shipment, label: { key, attempt, ...change } };
}

/** The status of the scan with the latest time; of scans with the same time the last one counts. */
function latestStatus(last: ShipmentDocumentScan, earlier: readonly ShipmentDocumentScan[]): CarrierStatus {
  return earlier.toReversed().reduce((latest, scan) => (scan.at > latest.at ? scan : latest), last)
    .carrierStatus;
}
