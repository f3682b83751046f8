import { serve } from '@waybill/edge';
import { StandaloneModule } from '../standalone.module.js';
import { openEar } from './ear.js';
import { say } from './processes.js';

/** Where the server under test is, and where it tells what cannot be asked over its API. */
export interface Served {
  readonly url: string;
  readonly ear: string;
}

const app = await serve(StandaloneModule);
say({ url: await app.getUrl(), ear: await openEar(app) } satisfies Served);
