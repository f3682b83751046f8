import { serve } from '@waybill/edge';
import { StandaloneModule } from '../standalone.module.js';
import { openProbe } from './probe.js';
import { say } from './processes.js';

/** Where the server under test is, and where it reports what cannot be asked over its API. */
export interface Served {
  readonly url: string;
  readonly probe: string;
}

const app = await serve(StandaloneModule);
say({ url: await app.getUrl(), probe: await openProbe(app) } satisfies Served);
