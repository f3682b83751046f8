import { deadline, type Due } from '@waybill/kernel';
import { EscalateShipment } from '../domain/shipment.saga-commands.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';

/** A step that is not taken by its `dueAt` is overdue. A shipment waits for one step at a time. */
export const OverdueShipment = deadline<ShipmentEvent>()({
  name: 'overdue-shipment',
  set: {
    ShipmentCreated: due,
    ShipmentHeld: due,
    ShipmentHoldLifted: due,
    ShipmentReleased: due,
    ItemsPicked: due,
    LabelRequested: due,
    LabelPurchased: due,
    LabelFailed: due,
    LabelOutcomeUnknown: due,
    DispatchPermitted: due,
    ShipmentDispatched: due,
    TrackingRecorded: due,
  },
  clear: {
    ShipmentOverdue: ({ shipmentId }) => shipmentId,
    ShipmentDelivered: ({ shipmentId }) => shipmentId,
    ShipmentCancelled: ({ shipmentId }) => shipmentId,
  },
  fire: ({ id, at }) => new EscalateShipment({ shipmentId: id, dueAt: at }),
});

function due(event: { readonly shipmentId: string; readonly dueAt?: string }): Due | undefined {
  return event.dueAt === undefined ? undefined : { id: event.shipmentId, at: event.dueAt };
}
