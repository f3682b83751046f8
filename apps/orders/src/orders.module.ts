import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { OrdersController } from './api/orders.controller.js';
import { Order } from './domain/order.js';
import { OrdersPublications } from './orders.publications.js';
import { OrderView } from './projections/order-view.projection.js';
import { Timeline } from './projections/timeline.projection.js';
import { UnansweredCancellation, UnconfirmedOrder } from './sagas/order.deadlines.js';
import { PaymentSaga } from './sagas/payment.saga.js';
import { ShippingSaga } from './sagas/shipping.saga.js';
import { StockSaga } from './sagas/stock.saga.js';

@Module(
  context({
    name: 'orders',
    aggregates: [Order],
    projections: [OrderView, Timeline],
    sagas: [StockSaga, PaymentSaga, ShippingSaga],
    deadlines: [UnconfirmedOrder, UnansweredCancellation],
    publications: OrdersPublications,
    controllers: [OrdersController],
  }),
)
export class OrdersModule {}
