import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { OrderNumbers } from './api/order-numbers.js';
import { OrderPlacement } from './api/order-placement.js';
import { OrdersController } from './api/orders.controller.js';
import { Orders } from './orders.context.js';

@Module(context(Orders, { controllers: [OrdersController], providers: [OrderNumbers, OrderPlacement] }))
export class OrdersModule {}
