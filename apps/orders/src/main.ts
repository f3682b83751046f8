import { serve } from '@waybill/edge';
import { OrdersModule } from './orders.module.js';

await serve(OrdersModule);
