import { serve } from '@waybill/edge';
import { InventoryModule } from './inventory.module.js';

await serve(InventoryModule);
