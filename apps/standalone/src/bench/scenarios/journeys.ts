import { coresOf } from '../cores.js';
import { beside } from '../bare.js';
import { atLeast, p99Under, type Layout } from '../figure.js';
import type { Memory } from '../probe.js';
import type { Journeyed } from '../load/journeys.js';
import { allAnswered } from '../loads.js';
import { run } from '../processes.js';
import type { Scenario, Site } from '../scenario.js';
import { Standalone } from '../standalone.js';
import { bytesIn } from '../workplace.js';

interface Travelled extends Journeyed {
  readonly orders: number;
  /** Seconds. */
  readonly caughtUpAfter: number;
  readonly memory: Memory;
  readonly bytesPerOrder: number;
}

const WANTED: Readonly<Record<Layout, number>> = { '1 core': 2_000, '2 cores': 3_300 };

export const journeys: Scenario = {
  name: 'journeys',
  about: 'whole journeys from placed to confirmed, projections and sagas keeping pace; memory and disk',
  async measure(site) {
    const { scale, workplace } = site;
    const appends = async () => {
      const job = { folder: workplace.folder(), open: scale.open, seconds: scale.bare };
      const { server: cores } = coresOf('1 core');
      return (await run<{ readonly perSecond: number }>('bare/journeys.js', { job, cores })).perSecond;
    };
    const { result, bare } = await beside(appends, () => travel(site, '1 core'));
    addTo(site, result, '1 core', bare);
    addTo(site, await travel(site, '2 cores'), '2 cores');
  },
};

async function travel({ scale, workplace }: Site, layout: Layout): Promise<Travelled> {
  const { connections, open, warmUp, sustained: seconds } = scale;
  const folder = workplace.folder();
  await using server = await Standalone.start(workplace, layout, folder);
  await server.fillShelves();
  const before = bytesIn(folder);
  const result = await server.journeys({ from: 0, connections, open, warmUp, seconds });
  const caughtUpAfter = await server.idle();
  const memory = await server.memory();
  allAnswered('a payment or an order', result.requests, 201);
  const orders = Math.floor(result.requests.requests / 2);
  await server.allConfirmed(orders);
  const bytesPerOrder = (bytesIn(folder) - before) / orders;
  return { ...result, orders, caughtUpAfter, memory, bytesPerOrder };
}

function addTo({ report }: Site, travelled: Travelled, layout: Layout, bare?: number): void {
  const { perSecond: value, p50, p99, busy, requests, caughtUpAfter, memory, bytesPerOrder } = travelled;
  const aims = [atLeast(value, WANTED[layout], '/s'), p99Under(p99, 150)];
  report({ what: 'journey placed → confirmed', layout, value, unit: '/s', p50, p99, bare, busy, aims });
  report({
    what: 'its requests, a payment and an order each',
    layout,
    value: requests.perSecond,
    unit: '/s',
    p50: requests.p50,
    p99: requests.p99,
  });
  report({ what: 'everything caught up after it', layout, value: caughtUpAfter, unit: 's' });
  const orders = travelled.orders.toLocaleString('en');
  const megabytes = (bytes: number) => bytes / 1e6;
  report({ what: `memory after ${orders} journeys`, layout, value: megabytes(memory.resident), unit: 'MB' });
  report({ what: 'the most memory it took', layout, value: megabytes(memory.peak), unit: 'MB' });
  report({ what: 'disk per order', layout, value: bytesPerOrder / 1e3, unit: 'kB' });
}
