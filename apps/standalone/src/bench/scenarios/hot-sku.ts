import { bareRound, beside } from '../bare.js';
import { atLeast } from '../figure.js';
import type { Loaded } from '../load/load.js';
import { allAnswered, load } from '../loads.js';
import { LOCATION, skuOf } from '../orders.js';
import type { Scenario, Site } from '../scenario.js';
import { Standalone } from '../standalone.js';

const SKU = 'HOT-1';

interface Rush extends Loaded {
  /** Seconds. */
  readonly settledAfter: number;
}

export const hotSku: Scenario = {
  name: 'hot-sku',
  about: 'reservations of one SKU, more of them than there is stock',
  async measure(site) {
    const { scale, workplace, report } = site;
    const bareAppends = async () => {
      const job = { folder: workplace.folder() };
      return (await bareRound('bare/append.js', job, { kind: 'reserve', sku: SKU }, scale)).perSecond;
    };
    const { result, bare } = await beside(bareAppends, () => rush(site));
    const { perSecond: value, p50, p99, busy, requests, settledAfter } = result;
    const aims = [atLeast(value, 5_000, '/s')];
    const layout = '1 core';
    report({ what: 'reservation on one hot SKU', layout, value, unit: '/s', p50, p99, bare, busy, aims });
    const many = requests.toLocaleString('en');
    const stock = scale.hotStock.toLocaleString('en');
    const what = `all ${many} reservations settled, exactly ${stock} of them held`;
    report({ what, layout, value: settledAfter, unit: 's' });
  },
};

async function rush({ scale, workplace }: Site): Promise<Rush> {
  const { connections, hotStock } = scale;
  await using server = await Standalone.start(workplace, '1 core');
  await server.fillShelves();
  const other = { kind: 'reserve', sku: skuOf(0) } as const;
  const warm = await load(server, other, { connections, seconds: scale.warmUp });
  await server.post(`/v1/stock/${SKU}/${LOCATION}/receive`, { quantity: hotStock });
  await server.idle();
  const round = await load(server, { kind: 'reserve', sku: SKU }, { connections, seconds: scale.burst });
  const settledAfter = await server.idle();
  allAnswered('reserve', round, 201);
  await check(server, warm.requests, round.requests, hotStock);
  return { ...round, settledAfter };
}

/** Nobody got what was not there, and nobody was refused what was: so say the shelf and the reservations. */
async function check(server: Standalone, others: number, requests: number, stock: number): Promise<void> {
  const held = Math.min(stock, requests);
  const shelf = await server.get<{ readonly held: number }>(`/v1/stock/${SKU}`);
  if (shelf.held !== held) throw new Error(`${shelf.held} of ${SKU} are held, and it should be ${held}.`);
  const counts = await server.countByStatus('/v1/reservations');
  if (counts['held'] === others + held && (counts['rejected'] ?? 0) === requests - held) return;
  throw new Error(
    `${others + held} reservations should be held, the rest rejected, and there are: ${JSON.stringify(counts)}.`,
  );
}
