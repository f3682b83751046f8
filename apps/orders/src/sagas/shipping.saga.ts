import type { ShippingPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import {
  CancelStoppedUnits,
  HoldForAddress,
  KeepFulfilment,
  RecordDelivered,
  RecordLabel,
  RecordLost,
  RecordRelease,
  RecordReturned,
  RecordShipped,
} from '../domain/order.saga-commands.js';

/** Records in an order what happens to its fulfilment orders and parcels. */
export const ShippingSaga = saga<ShippingPublishedEvent>()({
  name: 'shipping',
  on: {
    'shipping.FulfilmentReleased': ({ orderId, fulfilmentOrderId }) => [
      new RecordRelease({ orderId, fulfilmentOrderId }),
    ],
    'shipping.LabelPurchased': ({ orderId, fulfilmentOrderId, shipmentId }) => [
      new RecordLabel({ orderId, fulfilmentOrderId, shipmentId }),
    ],
    'shipping.LabelFailed': ({ orderId, shipmentId, reason, isAddressRefused }) =>
      isAddressRefused ? [new HoldForAddress({ orderId, shipmentId, reason })] : [],
    'shipping.ShipmentDispatched': (event) => [new RecordShipped(parcelOf(event))],
    'shipping.ShipmentDelivered': (event) => [new RecordDelivered(parcelOf(event))],
    'shipping.ShipmentLost': (event) => [new RecordLost(parcelOf(event))],
    'shipping.ReturnToSenderReceived': (event) => [new RecordReturned(parcelOf(event))],
    'shipping.FulfilmentCancelled': ({ orderId, fulfilmentOrderId, units }) => [
      new CancelStoppedUnits({ orderId, fulfilmentOrderId, units }),
    ],
    'shipping.FulfilmentCancellationRejected': ({ orderId, fulfilmentOrderId, reason }) => [
      new KeepFulfilment({ orderId, fulfilmentOrderId, reason }),
    ],
  },
});

function parcelOf({
  orderId,
  fulfilmentOrderId,
  shipmentId,
  units,
}: ConstructorParameters<typeof RecordShipped>[0]) {
  return { orderId, fulfilmentOrderId, shipmentId, units };
}
