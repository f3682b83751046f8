import { serve } from '@waybill/edge';
import { PaymentsModule } from './payments.module.js';

await serve(PaymentsModule);
