import { saga } from '@waybill/kernel';
import { RecordCarrierEvents, RecordLabel, RecordLabelVoided } from '../domain/shipment.saga-commands.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';
import { Carrier } from '../outside/carrier.js';

/** What is asked of the carrier, and what it answers. */
export const CarrierSaga = saga<ShipmentEvent>()({
  name: 'carrier',
  on: {
    LabelRequested: async ({ shipmentId, key, attempt, lines, address }, surroundings) => {
      const answer = await surroundings.outside(Carrier).buyLabel({ key, attempt, lines, address });
      return [new RecordLabel({ shipmentId, key, answer })];
    },

    LabelVoidRequested: async ({ shipmentId, key }, surroundings) => {
      await surroundings.outside(Carrier).voidLabel(key);
      return [new RecordLabelVoided({ shipmentId, key })];
    },

    TrackingRequested: async ({ shipmentId, trackingNumber, known }, surroundings) => {
      const asOf = surroundings.envelope.meta.occurredAt;
      const events = await surroundings.outside(Carrier).track({ trackingNumber, known, asOf });
      return [new RecordCarrierEvents({ shipmentId, events })];
    },
  },
});
