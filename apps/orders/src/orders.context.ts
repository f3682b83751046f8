import type { Context } from '@waybill/kernel';
import { Order } from './domain/order.js';
import { OrdersPublications } from './orders.publications.js';
import { OrderView } from './projections/order-view.projection.js';
import { Timeline } from './projections/timeline.projection.js';
import { UnansweredCancellation, UnconfirmedOrder } from './sagas/order.deadlines.js';
import { PaymentOutcomeSaga } from './sagas/payment-outcome.saga.js';
import { ShippingSaga } from './sagas/shipping.saga.js';
import { StockSaga } from './sagas/stock.saga.js';

export const Orders: Context = {
  name: 'orders',
  file: import.meta.url,
  aggregates: [Order],
  projections: [OrderView, Timeline],
  sagas: [StockSaga, PaymentOutcomeSaga, ShippingSaga],
  deadlines: [UnconfirmedOrder, UnansweredCancellation],
  publications: OrdersPublications,
};
