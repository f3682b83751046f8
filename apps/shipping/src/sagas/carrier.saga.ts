import { saga } from '@waybill/kernel';
import {
  RecordCarrierEvents,
  RecordLabel,
  RecordLabelVoid,
} from '../domain/fulfilment-order.saga-commands.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';
import { Carrier } from '../outside/carrier.js';

/** Calls the carrier for every recorded request, and records its answer. */
export const CarrierSaga = saga<ShipmentEvent>()({
  name: 'carrier',
  on: {
    LabelRequested: async (event, context) => {
      const { fulfilmentOrderId, shipmentId, key } = event;
      const { attempt, lines, packages, address, contact, shippingMethod: service } = event;
      const answer = await context.outside(Carrier).buyLabel({
        key,
        attempt,
        lines,
        packages,
        address,
        contact,
        ...(service !== undefined && { service }),
      });
      return [new RecordLabel({ fulfilmentOrderId, shipmentId, key, answer })];
    },

    LabelVoidRequested: async ({ fulfilmentOrderId, shipmentId, key, attempt }, context) => {
      const answer = await context.outside(Carrier).voidLabel({ key, attempt });
      return [new RecordLabelVoid({ fulfilmentOrderId, shipmentId, key, answer })];
    },

    TrackingRequested: async (event, context) => {
      const { fulfilmentOrderId, shipmentId, carrier, trackingNumber, known } = event;
      const asOf = context.envelope.meta.occurredAt;
      const answer = await context.outside(Carrier).track({ carrier, trackingNumber, known, asOf });
      if (answer.outcome === 'unknown') return [];
      return [new RecordCarrierEvents({ fulfilmentOrderId, shipmentId, events: answer.events })];
    },
  },
});
