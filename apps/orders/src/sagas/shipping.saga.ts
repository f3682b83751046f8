import type { ShippingPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import {
  RecordDelivered,
  RecordRelease,
  RecordShipmentCancelled,
  RecordShipmentKept,
  RecordShipped,
} from '../domain/order.saga-commands.js';

/** Records in an order what happens to its shipments. */
export const ShippingSaga = saga<ShippingPublishedEvent>()({
  name: 'shipping',
  on: {
    'shipping.ShipmentReleased': ({ orderId, location, shipmentId }) => [
      new RecordRelease({ orderId, location, shipmentId }),
    ],
    'shipping.ShipmentDispatched': ({ orderId, location, shipmentId, lines }) => [
      new RecordShipped({ orderId, location, shipmentId, lines }),
    ],
    'shipping.ShipmentDelivered': ({ orderId, location, shipmentId, lines }) => [
      new RecordDelivered({ orderId, location, shipmentId, lines }),
    ],
    'shipping.ShipmentCancelled': ({ orderId, location, shipmentId }) => [
      new RecordShipmentCancelled({ orderId, location, shipmentId }),
    ],
    'shipping.ShipmentCancellationRejected': ({ orderId, location, shipmentId }) => [
      new RecordShipmentKept({ orderId, location, shipmentId }),
    ],
  },
});
