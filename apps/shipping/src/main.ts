import { serve } from '@waybill/edge';
import { ShippingModule } from './shipping.module.js';

await serve(ShippingModule);
