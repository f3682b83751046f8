import { serve } from '@waybill/edge';
import { Engine, storeUrls } from '@waybill/engine';
import { StandaloneModule } from './standalone.module.js';
import { welcome } from './welcome.js';

const app = await serve(StandaloneModule);
const contexts = app.get(Engine).contexts.map(({ name }) => name);
process.stderr.write(
  welcome(await app.getUrl(), contexts, [...new Set(Object.values(storeUrls()))].join(', ')),
);
