import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { OrdersController } from './api/orders.controller.js';
import { Orders } from './orders.context.js';

@Module(context(Orders, { controllers: [OrdersController] }))
export class OrdersModule {}
