import { Module } from '@nestjs/common';
import { OrdersModule } from '../../orders/src/orders.module.js';

/** Every context in one process. */
@Module({ imports: [OrdersModule] })
export class StandaloneModule {}
