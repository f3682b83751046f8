import { createHistogram, performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { JourneyTimes } from '../probe.js';
import type { Busy } from '../figure.js';
import { jobOf, say } from '../processes.js';
import { watchBusy } from './busy.js';
import { Generator, type Round } from './generator.js';
import { wireOf } from './requests.js';

/** Orders placed one after another, each after its payment, so that at most `open` of them wait to be confirmed. */
export interface Journeys {
  readonly port: number;
  readonly serverPid: number;
  /** Where the server reports journeys that have ended. */
  readonly probe: string;
  readonly from: number;
  readonly connections: number;
  readonly open: number;
  /** Not counted. */
  readonly warmUp: number;
  readonly seconds: number;
}

export interface Journeyed {
  /** How the requests were answered, from the first to the last: a payment and an order per journey. */
  readonly requests: Round;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly busy?: Busy | undefined;
}

const { port, serverPid, probe, from, connections, open, warmUp, seconds } = jobOf<Journeys>();
const wire = wireOf({ kind: 'pay-and-place', from });
const times = createHistogram();
let placed = 0;
let confirmed = 0;
let isCounting = false;

const generator = new Generator({
  port,
  connections,
  seconds: warmUp + seconds,
  next: (index) => {
    const isPayment = index % 2 === 0;
    if (isPayment && placed - confirmed >= open) return undefined;
    if (isPayment) placed += 1;
    return wire(index);
  },
});

const { body } = await fetch(`${probe}/journeys`);
if (!body) throw new Error('The probe is closed.');
createInterface({ input: Readable.fromWeb(body) }).on('line', (line) => {
  const { milliseconds }: JourneyTimes = JSON.parse(line);
  confirmed += milliseconds.length;
  if (isCounting) for (const time of milliseconds) times.record(Math.max(1, Math.round(time)));
  generator.resume();
});

const counting = Promise.withResolvers<() => Counted>();
setTimeout(() => counting.resolve(count()), warmUp * 1_000);
const round = await generator.run();
const stop = await counting.promise;
say({ requests: round, ...stop() } satisfies Journeyed);

type Counted = Omit<Journeyed, 'requests'>;

function count(): () => Counted {
  const busy = watchBusy(serverPid);
  const startedAt = performance.now();
  isCounting = true;
  return () => {
    isCounting = false;
    const took = (performance.now() - startedAt) / 1_000;
    return {
      perSecond: times.count / took,
      p50: times.percentile(50),
      p99: times.percentile(99),
      busy: busy(),
    };
  };
}
