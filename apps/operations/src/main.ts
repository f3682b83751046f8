import { serve } from '@waybill/edge';
import { OperationsModule } from './operations.module.js';

await serve(OperationsModule);
