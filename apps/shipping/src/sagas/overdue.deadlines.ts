import { deadline, type Due } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from '../domain/fulfilment-order.events.js';
import {
  EscalateFulfilment,
  EscalateShipment,
  RepeatLabelVoid,
} from '../domain/fulfilment-order.saga-commands.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';

/** A step that is not taken by its `dueAt` is overdue. A fulfilment order waits for one step at a time. */
export const OverdueFulfilment = deadline<FulfilmentOrderEvent>()({
  name: 'overdue-fulfilment',
  set: {
    FulfilmentOrderCreated: fulfilmentDue,
    FulfilmentHeld: fulfilmentDue,
    FulfilmentHoldReleased: fulfilmentDue,
    FulfilmentReleased: fulfilmentDue,
    UnitsWithdrawn: fulfilmentDue,
    ItemsPicked: fulfilmentDue,
    ShortPickReported: fulfilmentDue,
    ItemsPacked: fulfilmentDue,
    ShipmentCancelled: fulfilmentDue,
    FulfilmentCancellationRequested: fulfilmentDue,
    FulfilmentCancellationRejected: fulfilmentDue,
  },
  clear: {
    FulfilmentHeld: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    FulfilmentHoldReleased: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    UnitsWithdrawn: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    ShortPickReported: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    ItemsPacked: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    FulfilmentCancellationRejected: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    FulfilmentCancelled: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    FulfilmentOverdue: ({ fulfilmentOrderId }) => fulfilmentOrderId,
  },
  fire: ({ id, at }) => new EscalateFulfilment({ fulfilmentOrderId: id, dueAt: at }),
});

/** A shipment waits for one step at a time; on its way, for the next time to ask the carrier. */
export const OverdueShipment = deadline<ShipmentEvent>()({
  name: 'overdue-shipment',
  set: {
    LabelRequested: shipmentDue,
    LabelFailed: shipmentDue,
    LabelOutcomeUnknown: shipmentDue,
    LabelVoided: shipmentDue,
    ShipmentReadyForCapture: shipmentDue,
    DispatchPermitted: shipmentDue,
    ShipmentResumed: shipmentDue,
    ShipmentDispatched: shipmentDue,
    TrackingRequested: shipmentDue,
    TrackingRecorded: shipmentDue,
    ShipmentFound: shipmentDue,
  },
  clear: {
    LabelFailed: idOf,
    LabelOutcomeUnknown: idOf,
    LabelPurchased: idOf,
    TrackingEntered: idOf,
    ShipmentPostponed: idOf,
    TrackingRequested: idOf,
    ShipmentCancelled: idOf,
    ShipmentDelivered: idOf,
    ShipmentLost: idOf,
    ShipmentPresumedLost: idOf,
    ShipmentOverdue: idOf,
    ReturnToSenderReceived: idOf,
  },
  fire: ({ id, at }) => new EscalateShipment({ ...partsOf(id), dueAt: at }),
});

/** A carrier that does not void a label is asked again. */
export const UnvoidedLabel = deadline<ShipmentEvent>()({
  name: 'unvoided-label',
  set: { LabelVoidRequested: shipmentDue, LabelVoidFailed: shipmentDue },
  clear: { LabelVoided: idOf, LabelVoidFailed: idOf },
  fire: ({ id, at }) => new RepeatLabelVoid({ ...partsOf(id), dueAt: at }),
});

interface Timed {
  readonly dueAt?: string;
}

interface OfShipment {
  readonly fulfilmentOrderId: string;
  readonly shipmentId: string;
}

function fulfilmentDue({
  fulfilmentOrderId,
  dueAt,
}: Timed & Pick<OfShipment, 'fulfilmentOrderId'>): Due | undefined {
  return dueAt === undefined ? undefined : { id: fulfilmentOrderId, at: dueAt };
}

function shipmentDue(event: Timed & OfShipment): Due | undefined {
  return event.dueAt === undefined ? undefined : { id: idOf(event), at: event.dueAt };
}

function idOf({ fulfilmentOrderId, shipmentId }: OfShipment): string {
  return `${fulfilmentOrderId}/${shipmentId}`;
}

function partsOf(id: string): OfShipment {
  const [fulfilmentOrderId = '', shipmentId = ''] = id.split('/');
  return { fulfilmentOrderId, shipmentId };
}
