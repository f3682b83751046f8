import { projection } from '@waybill/kernel';
import type { ShipmentEvent } from '../domain/shipment.events.js';

export interface ShipmentsOfOrder {
  readonly orderId: string;
  readonly shipmentIds: readonly string[];
}

export const ShipmentsOfOrder = projection<ShipmentsOfOrder, ShipmentEvent>()({
  name: 'shipments-of-order',
  keys: ({ orderId }) => [orderId],
  apply: {
    ShipmentCreated: (order, { orderId, shipmentId }) => ({
      orderId,
      shipmentIds: [...(order?.shipmentIds ?? []), shipmentId],
    }),
  },
});
