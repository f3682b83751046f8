// What the generated parts of docs/process.md are derived from. No other file of test/process imports an app.
import { inventorySamples, ordersSamples, paymentsSamples, shippingSamples } from '@waybill/contracts';
import type { Context, DomainEvent } from '@waybill/kernel';
import { Reservation } from '../../apps/inventory/src/domain/reservation.js';
import { reservationSamples } from '../../apps/inventory/src/domain/reservation.samples.js';
import { StockItem } from '../../apps/inventory/src/domain/stock-item.js';
import { stockItemSamples } from '../../apps/inventory/src/domain/stock-item.samples.js';
import { Transfer } from '../../apps/inventory/src/domain/transfer.js';
import { transferSamples } from '../../apps/inventory/src/domain/transfer.samples.js';
import { HoldingSaga } from '../../apps/inventory/src/sagas/holding.saga.js';
import { OrderSaga } from '../../apps/inventory/src/sagas/order.saga.js';
import { ReservationExpiry } from '../../apps/inventory/src/sagas/reservation.deadlines.js';
import { SourcingSaga } from '../../apps/inventory/src/sagas/sourcing.saga.js';
import { TransferSaga } from '../../apps/inventory/src/sagas/transfer.saga.js';
import { Order } from '../../apps/orders/src/domain/order.js';
import { orderSamples } from '../../apps/orders/src/domain/order.samples.js';
import { UnansweredCancellation, UnconfirmedOrder } from '../../apps/orders/src/sagas/order.deadlines.js';
import { PaymentSaga } from '../../apps/orders/src/sagas/payment.saga.js';
import { ShippingSaga } from '../../apps/orders/src/sagas/shipping.saga.js';
import { StockSaga } from '../../apps/orders/src/sagas/stock.saga.js';
import { Payment } from '../../apps/payments/src/domain/payment.js';
import { paymentSamples } from '../../apps/payments/src/domain/payment.samples.js';
import { SandboxProvider } from '../../apps/payments/src/outside/sandbox-provider.js';
import {
  ActionDue,
  AuthorisationDue,
  OperationDue,
} from '../../apps/payments/src/sagas/payment.deadlines.js';
import { PaymentSaga as MoneySaga } from '../../apps/payments/src/sagas/payment.saga.js';
import { ProviderSaga } from '../../apps/payments/src/sagas/provider.saga.js';
import { Shipment } from '../../apps/shipping/src/domain/shipment.js';
import { shipmentSamples } from '../../apps/shipping/src/domain/shipment.samples.js';
import { SandboxCarrier } from '../../apps/shipping/src/outside/sandbox-carrier.js';
import { CarrierSaga } from '../../apps/shipping/src/sagas/carrier.saga.js';
import { FulfilmentSaga } from '../../apps/shipping/src/sagas/fulfilment.saga.js';
import { OverdueShipment } from '../../apps/shipping/src/sagas/shipment.deadlines.js';

export * as orders from '../../apps/orders/src/domain/order.commands.js';
export * as reservations from '../../apps/inventory/src/domain/reservation.commands.js';
export * as stock from '../../apps/inventory/src/domain/stock-item.commands.js';
export * as transfers from '../../apps/inventory/src/domain/transfer.commands.js';
export * as payments from '../../apps/payments/src/domain/payment.commands.js';
export * as shipments from '../../apps/shipping/src/domain/shipment.commands.js';
export { claimOf } from '../../apps/inventory/src/domain/claims.js';
export { Order, Payment, Reservation, Shipment, StockItem, Transfer };

interface SampledContext extends Omit<Context, 'projections' | 'publications'> {
  /** One of every event that the context publishes or stores. */
  readonly samples: readonly DomainEvent[];
}

export const contexts: readonly SampledContext[] = [
  {
    name: 'orders',
    aggregates: [Order],
    sagas: [StockSaga, PaymentSaga, ShippingSaga],
    deadlines: [UnconfirmedOrder, UnansweredCancellation],
    samples: [...Object.values(ordersSamples), ...Object.values(orderSamples)],
  },
  {
    name: 'inventory',
    aggregates: [StockItem, Reservation, Transfer],
    sagas: [SourcingSaga, HoldingSaga, OrderSaga, TransferSaga],
    deadlines: [ReservationExpiry],
    samples: [
      ...Object.values(inventorySamples),
      ...Object.values(reservationSamples),
      ...Object.values(stockItemSamples),
      ...Object.values(transferSamples),
    ],
  },
  {
    name: 'payments',
    aggregates: [Payment],
    sagas: [MoneySaga, ProviderSaga],
    deadlines: [AuthorisationDue, ActionDue, OperationDue],
    samples: [...Object.values(paymentsSamples), ...Object.values(paymentSamples)],
  },
  {
    name: 'shipping',
    aggregates: [Shipment],
    sagas: [FulfilmentSaga, CarrierSaga],
    deadlines: [OverdueShipment],
    samples: [...Object.values(shippingSamples), ...Object.values(shipmentSamples)],
  },
];

/** Stand in for the third parties that sagas call. */
export const sandboxes: readonly object[] = [new SandboxProvider(), new SandboxCarrier()];
