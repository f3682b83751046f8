import type { Evolve, Money } from '@waybill/kernel';
import type { Address, CarrierStatus, ShipmentEvent, SkuQuantity } from './shipment.events.js';

/** The stages of a shipment, in order. */
export const STAGES = [
  'created',
  'released',
  'picked',
  'packed',
  'labelled',
  'ready',
  'dispatched',
  'in_transit',
  'out_for_delivery',
  'delivered',
] as const;

export type Stage = (typeof STAGES)[number];

/** The label that was requested last. */
export type Label = { readonly key: string; readonly attempt: number } & (
  | { readonly status: 'requested' | 'failed' | 'unknown' | 'voiding' | 'voided' }
  | {
      readonly status: 'purchased';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly labelUrl?: string;
    }
);

/** A scan of the parcel. */
export interface Scan {
  readonly carrierEventId: string;
  readonly carrierStatus: CarrierStatus;
  readonly at: string;
  readonly place?: string;
  readonly reason?: string;
}

/** What every shipment has, even one that was cancelled before it was created. */
interface AnyShipment {
  readonly orderId: string;
  readonly location: string;
  readonly lines: readonly SkuQuantity[];
  readonly holds: readonly string[];
  /** Whether it is paid for. */
  readonly permitted: boolean;
  readonly label?: Label;
  /** In the order in which the scans were recorded. */
  readonly tracking: readonly Scan[];
  readonly failedAttempts: number;
  /** By when the next step is expected; absent when none is expected or it is overdue. */
  readonly dueAt?: string;
}

export interface LiveShipment extends AnyShipment {
  readonly status: Stage;
  readonly amount: Money;
  readonly address: Address;
}

export interface CancelledShipment extends AnyShipment {
  readonly status: 'cancelled';
}

export type KnownShipment = LiveShipment | CancelledShipment;

export type ShipmentState = { readonly status: 'none' } | KnownShipment;

export const initial: ShipmentState = { status: 'none' };

const untouched = { permitted: false, tracking: [], failedAttempts: 0 };

export const evolve: Evolve<ShipmentState, ShipmentEvent> = {
  ShipmentCreated: (_, { orderId, location, lines, amount, address, holds, dueAt }) => ({
    ...untouched,
    status: 'created',
    orderId,
    location,
    lines,
    amount,
    address,
    holds,
    dueAt,
  }),
  ShipmentHeld: (shipment, { holds, dueAt }) => update(shipment, () => ({ holds, dueAt })),
  ShipmentHoldLifted: (shipment, { holds, dueAt }) => update(shipment, () => ({ holds, dueAt })),
  ShipmentReleased: (shipment, { dueAt }) => moveTo('released', shipment, { dueAt }),
  ItemsPicked: (shipment, { dueAt }) => moveTo('picked', shipment, { dueAt }),
  ItemsPacked: (shipment) => moveTo('packed', shipment),
  LabelRequested: (shipment, { key, attempt, dueAt }) =>
    update(shipment, () => ({ label: { status: 'requested', key, attempt }, dueAt })),
  LabelPurchased: (shipment, { key, carrier, trackingNumber, labelUrl, dueAt }) =>
    updateLive(shipment, ({ label, permitted }) => ({
      status: permitted ? 'ready' : 'labelled',
      label: {
        status: 'purchased',
        key,
        attempt: label?.attempt ?? 1,
        carrier,
        trackingNumber,
        ...(labelUrl !== undefined && { labelUrl }),
      },
      dueAt,
    })),
  LabelFailed: (shipment, { dueAt }) => setDue(setLabel('failed', shipment), dueAt),
  LabelOutcomeUnknown: (shipment, { dueAt }) => setDue(setLabel('unknown', shipment), dueAt),
  LabelVoidRequested: (shipment) => setLabel('voiding', shipment),
  LabelVoided: (shipment) => setLabel('voided', shipment),
  DispatchPermitted: (shipment, { dueAt }) =>
    updateLive(shipment, (before) => ({
      permitted: true,
      status: before.status === 'labelled' ? 'ready' : before.status,
      ...(dueAt !== undefined && { dueAt }),
    })),
  ShipmentDispatched: (shipment, { dueAt }) => moveTo('dispatched', shipment, { dueAt }),
  TrackingRequested: (shipment) => shipment,
  TrackingRecorded: (shipment, { carrierEventId, carrierStatus, at: seenAt, place, reason, dueAt }) =>
    update(shipment, (before) => ({
      tracking: [
        ...before.tracking,
        {
          carrierEventId,
          carrierStatus,
          at: seenAt,
          ...(place !== undefined && { place }),
          ...(reason !== undefined && { reason }),
        },
      ],
      ...(dueAt !== undefined && { dueAt }),
    })),
  ShipmentInTransit: (shipment) => moveTo('in_transit', shipment),
  ShipmentOutForDelivery: (shipment) => moveTo('out_for_delivery', shipment),
  DeliveryAttemptFailed: (shipment) =>
    updateLive(shipment, ({ failedAttempts }) => ({ failedAttempts: failedAttempts + 1 })),
  ShipmentDelivered: (shipment) => setDue(moveTo('delivered', shipment), undefined),
  ShipmentCancelled: (shipment, { orderId, location, lines }) => ({
    ...(shipment.status === 'none' ? { ...untouched, holds: [] } : withoutDue(shipment)),
    status: 'cancelled',
    orderId,
    location,
    lines,
  }),
  ShipmentCancellationRejected: (shipment) => shipment,
  ShipmentOverdue: (shipment) => setDue(shipment, undefined),
};

/** Whether the shipment is at this stage or at a later one. */
export function hasReached(stage: Stage, { status }: LiveShipment): boolean {
  return STAGES.indexOf(status) >= STAGES.indexOf(stage);
}

function update(
  shipment: ShipmentState,
  change: (before: KnownShipment) => Partial<AnyShipment>,
): ShipmentState {
  return shipment.status === 'none' ? shipment : { ...shipment, ...change(shipment) };
}

function updateLive(
  shipment: ShipmentState,
  change: (before: LiveShipment) => Partial<LiveShipment>,
): ShipmentState {
  if (shipment.status === 'none' || shipment.status === 'cancelled') return shipment;
  return { ...shipment, ...change(shipment) };
}

function moveTo(stage: Stage, shipment: ShipmentState, change: Partial<AnyShipment> = {}): ShipmentState {
  return updateLive(shipment, () => ({ ...change, status: stage }));
}

/** Expects the next step by that time, or expects none. */
function setDue(shipment: ShipmentState, dueAt: string | undefined): ShipmentState {
  if (shipment.status === 'none') return shipment;
  return dueAt === undefined ? withoutDue(shipment) : { ...shipment, dueAt };
}

function withoutDue({ dueAt: _dueAt, ...shipment }: KnownShipment): KnownShipment {
  return shipment;
}

function setLabel(
  status: 'failed' | 'unknown' | 'voiding' | 'voided',
  shipment: ShipmentState,
): ShipmentState {
  if (shipment.status === 'none' || !shipment.label) return shipment;
  const { key, attempt } = shipment.label;
  return { ...shipment, label: { key, attempt, status } };
}
