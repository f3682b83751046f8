// What the generated parts of docs/process.md are derived from. No other file of test/process imports an app.
import { inventorySamples, ordersSamples, paymentsSamples, shippingSamples } from '@waybill/contracts';
import type { DomainEvent } from '@waybill/kernel';
import { locationSamples } from '../../apps/inventory/src/domain/location.samples.js';
import { reservationSamples } from '../../apps/inventory/src/domain/reservation.samples.js';
import { stockItemSamples } from '../../apps/inventory/src/domain/stock-item.samples.js';
import { transferSamples } from '../../apps/inventory/src/domain/transfer.samples.js';
import { Reservations } from '../../apps/inventory/src/projections/reservations.projection.js';
import { SkusAtLocation } from '../../apps/inventory/src/projections/skus-at-location.projection.js';
import { orderSamples } from '../../apps/orders/src/domain/order.samples.js';
import { billSamples } from '../../apps/payments/src/domain/bill.samples.js';
import { paymentSamples } from '../../apps/payments/src/domain/payment.samples.js';
import { SandboxProvider } from '../../apps/payments/src/outside/sandbox-provider.js';
import { OrderTerms } from '../../apps/payments/src/projections/order-terms.projection.js';
import { fulfilmentOrderSamples } from '../../apps/shipping/src/domain/fulfilment-order.samples.js';
import { SandboxCarrier } from '../../apps/shipping/src/outside/sandbox-carrier.js';
import { ShipmentView } from '../../apps/shipping/src/projections/shipment-view.projection.js';
import { contexts as pages } from '../contexts.js';
import * as numbersSaga from '../../apps/orders/src/domain/number-block.saga-commands.js';
import * as ordersClient from '../../apps/orders/src/domain/order.commands.js';
import * as ordersSaga from '../../apps/orders/src/domain/order.saga-commands.js';
import * as referencesSaga from '../../apps/orders/src/domain/reference-claim.saga-commands.js';
import * as locationsClient from '../../apps/inventory/src/domain/location.commands.js';
import * as reservationsClient from '../../apps/inventory/src/domain/reservation.commands.js';
import * as reservationsSaga from '../../apps/inventory/src/domain/reservation.saga-commands.js';
import * as stockClient from '../../apps/inventory/src/domain/stock-item.commands.js';
import * as stockSaga from '../../apps/inventory/src/domain/stock-item.saga-commands.js';
import * as transfersClient from '../../apps/inventory/src/domain/transfer.commands.js';
import * as transfersSaga from '../../apps/inventory/src/domain/transfer.saga-commands.js';
import * as billsSaga from '../../apps/payments/src/domain/bill.saga-commands.js';
import * as paymentsClient from '../../apps/payments/src/domain/payment.commands.js';
import * as paymentsSaga from '../../apps/payments/src/domain/payment.saga-commands.js';
import * as fulfilmentClient from '../../apps/shipping/src/domain/fulfilment-order.commands.js';
import * as fulfilmentSaga from '../../apps/shipping/src/domain/fulfilment-order.saga-commands.js';
import * as shipmentsClient from '../../apps/shipping/src/domain/shipment.commands.js';

export { claimsOf } from '../../apps/inventory/src/domain/claims.js';
export { Location } from '../../apps/inventory/src/domain/location.js';
export { Reservation } from '../../apps/inventory/src/domain/reservation.js';
export { StockItem } from '../../apps/inventory/src/domain/stock-item.js';
export { Transfer } from '../../apps/inventory/src/domain/transfer.js';
export { NumberBlock } from '../../apps/orders/src/domain/number-block.js';
export { Order } from '../../apps/orders/src/domain/order.js';
export { ReferenceClaim } from '../../apps/orders/src/domain/reference-claim.js';
export { Bill } from '../../apps/payments/src/domain/bill.js';
export { Payment } from '../../apps/payments/src/domain/payment.js';
export { FulfilmentOrder } from '../../apps/shipping/src/domain/fulfilment-order.js';
export { statusOf as fulfilmentStatusOf } from '../../apps/shipping/src/domain/fulfilment-status.state.js';
export { journeyOf } from '../../apps/shipping/src/domain/shipment-journey.state.js';

/** The commands of each aggregate: those of clients and those of sagas. */
export const orders = { ...ordersClient, ...ordersSaga, ...numbersSaga, ...referencesSaga };
export const locations = { ...locationsClient };
export const reservations = { ...reservationsClient, ...reservationsSaga };
export const stock = { ...stockClient, ...stockSaga };
export const transfers = { ...transfersClient, ...transfersSaga };
export const payments = { ...paymentsClient, ...paymentsSaga };
export const bills = { ...billsSaga };
export const shipping = { ...fulfilmentClient, ...fulfilmentSaga, ...shipmentsClient };

/** One sample of every event that a context publishes or stores, by the context's name. */
const samples: Readonly<Record<string, readonly DomainEvent[]>> = {
  orders: [ordersSamples, orderSamples].flatMap((table) => Object.values(table)),
  inventory: [
    inventorySamples,
    locationSamples,
    reservationSamples,
    stockItemSamples,
    transferSamples,
  ].flatMap((table) => Object.values(table)),
  payments: [paymentsSamples, paymentSamples, billSamples].flatMap((table) => Object.values(table)),
  shipping: [shippingSamples, fulfilmentOrderSamples].flatMap((table) => Object.values(table)),
};

export const contexts = pages.map((page) => ({ ...page, samples: samples[page.name] ?? [] }));

/** Stand in for the third parties that sagas call. */
export const sandboxes: readonly object[] = [new SandboxProvider(), new SandboxCarrier()];

/** What has happened in the read models that a saga cannot do without, by their names. Other read models are empty. */
export const pasts: ReadonlyMap<string, readonly DomainEvent[]> = new Map<string, readonly DomainEvent[]>([
  [OrderTerms.name, [ordersSamples['orders.OrderPlaced']]],
  [Reservations.name, [reservationSamples.ReservationSourced, reservationSamples.ReservationHeld]],
  [SkusAtLocation.name, [stockItemSamples.StockReceived]],
  [ShipmentView.name, [fulfilmentOrderSamples.FulfilmentOrderCreated, fulfilmentOrderSamples.ItemsPacked]],
]);
