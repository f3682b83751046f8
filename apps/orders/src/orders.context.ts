import type { Context } from '@waybill/kernel';
import { NumberBlock } from './domain/number-block.js';
import { Order } from './domain/order.js';
import { ReferenceClaim } from './domain/reference-claim.js';
import { OrdersPublications } from './orders.publications.js';
import { OrderView } from './projections/order-view.projection.js';
import { TaggedOrders } from './projections/tagged-orders.projection.js';
import { Timeline } from './projections/timeline.projection.js';
import {
  OverdueHold,
  UnansweredCancellation,
  UnansweredReshipment,
  UnconfirmedOrder,
} from './sagas/order.deadlines.js';
import { PaymentOutcomeSaga } from './sagas/payment-outcome.saga.js';
import { ShippingSaga } from './sagas/shipping.saga.js';
import { StockSaga } from './sagas/stock.saga.js';

export const Orders: Context = {
  name: 'orders',
  file: import.meta.url,
  aggregates: [Order, NumberBlock, ReferenceClaim],
  projections: [OrderView, TaggedOrders, Timeline],
  sagas: [StockSaga, PaymentOutcomeSaga, ShippingSaga],
  deadlines: [UnconfirmedOrder, UnansweredCancellation, OverdueHold, UnansweredReshipment],
  publications: OrdersPublications,
};
