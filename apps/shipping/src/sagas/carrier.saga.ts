import { saga } from '@waybill/kernel';
import { RecordCarrierEvents, RecordLabel, RecordLabelVoided } from '../domain/shipment.saga-commands.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';
import { Carrier } from '../outside/carrier.js';

/** Calls the carrier for every recorded request, and records its answer. */
export const CarrierSaga = saga<ShipmentEvent>()({
  name: 'carrier',
  on: {
    LabelRequested: async ({ shipmentId, key, attempt, lines, address }, context) => {
      const answer = await context.outside(Carrier).buyLabel({ key, attempt, lines, address });
      return [new RecordLabel({ shipmentId, key, answer })];
    },

    LabelVoidRequested: async ({ shipmentId, key }, context) => {
      await context.outside(Carrier).voidLabel(key);
      return [new RecordLabelVoided({ shipmentId, key })];
    },

    TrackingRequested: async ({ shipmentId, trackingNumber, known }, context) => {
      const asOf = context.envelope.meta.occurredAt;
      const events = await context.outside(Carrier).track({ trackingNumber, known, asOf });
      return [new RecordCarrierEvents({ shipmentId, events })];
    },
  },
});
