import { writeSync } from 'node:fs';
import { createEdge } from '@waybill/edge';
import { StandaloneModule } from '../apps/standalone/src/standalone.module.js';

/** Waybill whole in a process that a test may kill; prints its URL when it listens. */
const app = await createEdge(StandaloneModule);
await app.listen(0, '127.0.0.1');
writeSync(1, `${await app.getUrl()}\n`);
