import type { Named } from '@waybill/kernel';
import { journeyOf } from './shipment-journey.state.js';
import type { Carriage, ShipmentEvent } from './shipment.events.js';
import type { Label, Shipment } from './shipment.state.js';

/** A shipment that has just been packed. */
export function packedShipment({ units, packages, packedAt }: Named<ShipmentEvent, 'ItemsPacked'>): Shipment {
  return {
    status: 'packed',
    units,
    packages,
    packedAt,
    isReady: false,
    isPermitted: false,
    isPostponed: false,
    hasOldAddress: false,
    scans: [],
    isPresumedLost: false,
    isScannedAfterCancellation: false,
    isSettled: false,
  };
}

/** How a shipment follows from its events. */
export const shipmentRows: {
  readonly [T in Exclude<ShipmentEvent['type'], 'ItemsPacked'>]: (
    shipment: Shipment,
    event: Named<ShipmentEvent, T>,
  ) => Shipment;
} = {
  LabelRequested: (shipment, { key, attempt, dueAt }) => ({
    ...awaiting(shipment, dueAt),
    label: { key, attempt, status: 'requested' },
    hasOldAddress: shipment.hasOldAddress && shipment.label?.key === key,
  }),
  LabelPurchased: (shipment, event) => carriedBy(labelled(shipment, 'purchased'), event),
  LabelFailed: (shipment, { dueAt, reason }) => awaiting(labelled(shipment, 'failed', { reason }), dueAt),
  LabelOutcomeUnknown: (shipment, { dueAt }) => awaiting(labelled(shipment, 'unknown'), dueAt),
  TrackingEntered: (shipment, event) => carriedBy(shipment, event),
  LabelVoidRequested: (shipment, { key, attempt, dueAt }) => ({
    ...shipment,
    label: { key, attempt, status: 'voiding', voidDueAt: dueAt },
  }),
  LabelVoided: (shipment, { dueAt }) => nextAt(labelled(shipment, 'voided'), dueAt),
  LabelVoidFailed: (shipment, { key, attempt, dueAt }) => ({
    ...shipment,
    label:
      dueAt === undefined
        ? { key, attempt, status: 'void_failed' }
        : { key, attempt, status: 'voiding', voidDueAt: dueAt },
  }),
  ShipmentReadyForCapture: (shipment, { dueAt }) => ({ ...nextAt(shipment, dueAt), isReady: true }),
  DispatchPermitted: (shipment, { dueAt }) => ({
    ...(dueAt === undefined ? shipment : awaiting(shipment, dueAt)),
    status: shipment.status === 'labelled' ? 'ready_to_ship' : shipment.status,
    isPermitted: true,
  }),
  ShipmentPostponed: (shipment) => ({ ...awaiting(shipment, undefined), isPostponed: true }),
  ShipmentResumed: (shipment, { dueAt }) => awaiting(shipment, dueAt),
  ShipmentDispatched: (shipment, { dispatchedAt, dueAt }) => ({
    ...awaiting(shipment, dueAt),
    status: 'shipped',
    dispatchedAt,
    newsAt: dispatchedAt,
  }),
  ShipmentCancelled: (shipment) => ({ ...awaiting(shipment, undefined), status: 'cancelled', units: [] }),
  TrackingRequested: ({ dueAt: _dueAt, ...shipment }, { dueAt }) => nextAt(shipment, dueAt),
  TrackingRecorded: (shipment, { carrierEventId, carrierStatus, at, dueAt }) => ({
    ...(dueAt === undefined
      ? shipment
      : { ...awaiting(shipment, dueAt), newsAt: later(shipment.newsAt, at) }),
    scans: [...shipment.scans, { carrierEventId, carrierStatus, at }],
  }),
  ShipmentInTransit: (shipment) => ({ ...shipment, status: 'in_transit' }),
  ShipmentOutForDelivery: (shipment) => ({ ...shipment, status: 'out_for_delivery' }),
  ShipmentAvailableForPickup: (shipment) => ({ ...shipment, status: 'available_for_pickup' }),
  DeliveryAttemptFailed: (shipment) => ({
    ...shipment,
    status: journeyOf(shipment.scans) === 'failed' ? 'failed' : shipment.status,
  }),
  ReturnToSenderStarted: (shipment, { at }) => ({
    ...shipment,
    status: 'returning',
    newsAt: later(shipment.newsAt, at),
  }),
  ShipmentDelivered: (shipment) => ({ ...awaiting(shipment, undefined), status: 'delivered' }),
  ReturnToSenderReceived: (shipment) => ({
    ...awaiting(shipment, undefined),
    status: 'returned',
    isPresumedLost: false,
  }),
  ShipmentPresumedLost: (shipment) => ({ ...awaiting(shipment, undefined), isPresumedLost: true }),
  ShipmentLost: (shipment) => ({ ...awaiting(shipment, undefined), status: 'lost', isPresumedLost: false }),
  ShipmentFound: (shipment, { at, dueAt }) => ({
    ...awaiting(shipment, dueAt),
    status: shipment.status === 'lost' ? 'in_transit' : shipment.status,
    newsAt: later(shipment.newsAt, at),
    isPresumedLost: false,
  }),
  CancelledShipmentScanned: (shipment) => ({ ...shipment, isScannedAfterCancellation: true }),
  ShipmentOverdue: (shipment, { waitingFor }) => ({ ...awaiting(shipment, undefined), overdue: waitingFor }),
  ShipmentSettled: (shipment) => ({ ...shipment, isSettled: true }),
};

/** The shipment after a step: nothing is overdue, and the next step is expected by that time, or none is. */
function awaiting(shipment: Shipment, dueAt: string | undefined): Shipment {
  const { dueAt: _dueAt, overdue: _overdue, ...rest } = shipment;
  return { ...rest, isPostponed: false, ...(dueAt !== undefined && { dueAt }) };
}

/** The shipment when a time is set, or kept, without a step. */
function nextAt(shipment: Shipment, dueAt: string | undefined): Shipment {
  return dueAt === undefined ? shipment : { ...shipment, dueAt };
}

function labelled(
  shipment: Shipment,
  status: Label['status'],
  failure: Pick<Label, 'reason'> = {},
): Shipment {
  if (!shipment.label) return shipment;
  const { key, attempt } = shipment.label;
  return { ...shipment, label: { key, attempt, status, ...failure } };
}

function carriedBy(
  shipment: Shipment,
  { carrier, service, trackingNumber, trackingUrl, isInternational }: Carriage,
): Shipment {
  const carriage = {
    carrier,
    ...(service !== undefined && { service }),
    trackingNumber,
    ...(trackingUrl !== undefined && { trackingUrl }),
    isInternational,
  };
  if (shipment.status !== 'packed') return { ...shipment, carriage };
  const status = shipment.isPermitted ? 'ready_to_ship' : 'labelled';
  return { ...awaiting(shipment, undefined), carriage, status };
}

function later(known: string | undefined, at: string): string {
  return known !== undefined && known > at ? known : at;
}
