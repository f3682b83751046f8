import { Module } from '@nestjs/common';
import { SubjectsModule } from '@waybill/edge';
import { Engine } from '@waybill/engine';
import { InventoryModule } from '../../inventory/src/inventory.module.js';
import { OperationsModule } from '../../operations/src/operations.module.js';
import { OrdersModule } from '../../orders/src/orders.module.js';
import { PaymentsModule } from '../../payments/src/payments.module.js';
import { ShippingModule } from '../../shipping/src/shipping.module.js';

/** Every context in one process. */
@Module({
  imports: [
    OrdersModule,
    InventoryModule,
    PaymentsModule,
    ShippingModule,
    OperationsModule,
    SubjectsModule.erasingWith(Engine),
  ],
})
export class StandaloneModule {}
