import { jobOf, say } from '../processes.js';
import type { Busy } from '../figure.js';
import { watchBusy } from './busy.js';
import { Generator, type Round } from './generator.js';
import { wireOf, type Requests } from './requests.js';

/** A round of requests against a server. */
export interface Load {
  readonly port: number;
  readonly serverPid: number;
  readonly connections: number;
  readonly seconds: number;
  readonly count?: number;
  readonly requests: Requests;
}

export type Loaded = Round & { readonly busy?: Busy | undefined };

const load = jobOf<Load>();
const generator = new Generator({ ...load, next: wireOf(load.requests) });
const busy = watchBusy(load.serverPid);
const round = await generator.run();
say({ ...round, busy: busy() } satisfies Loaded);
