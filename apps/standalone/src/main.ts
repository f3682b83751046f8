import { serve } from '@waybill/edge';
import { StandaloneModule } from './standalone.module.js';

await serve(StandaloneModule);
