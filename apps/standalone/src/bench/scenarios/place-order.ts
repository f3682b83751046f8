import { bareRound, beside } from '../bare.js';
import { atLeast, ofBare, p99Under, type Layout } from '../figure.js';
import type { Loaded } from '../load/load.js';
import { allAnswered, load } from '../loads.js';
import type { Scenario, Site } from '../scenario.js';
import { Standalone } from '../standalone.js';

/** No server is faster: so many payments are there before the orders. */
const ORDERS_PER_SECOND_MAX = 12_000;
const PAYING_SECONDS_MAX = 60;

interface Burst extends Loaded {
  /** Seconds. */
  readonly caughtUpAfter: number;
}

export const placeOrder: Scenario = {
  name: 'place-order',
  about: 'a burst of orders with everything switched on, and how long until everything has caught up',
  async measure(site) {
    const { scale, workplace, report } = site;
    const requests = { kind: 'place-order', from: 0 } as const;
    const bareAppends = async () => {
      const job = { folder: workplace.folder() };
      return (await bareRound('bare/append.js', job, requests, scale)).perSecond;
    };
    const { result, bare } = await beside(bareAppends, () => burst(site, '1 core'));
    const { perSecond, p99 } = result;
    const aims = [atLeast(perSecond, 10_000, '/s'), p99Under(p99, 60), ofBare(perSecond, bare, 0.7)];
    report({ ...lineOf(result, '1 core'), bare, aims });
    report(catchingUp(result, '1 core'));

    const both = await burst(site, '2 cores');
    report(lineOf(both, '2 cores'));
    report(catchingUp(both, '2 cores'));
  },
};

async function burst({ scale, workplace }: Site, layout: Layout): Promise<Burst> {
  const { connections } = scale;
  await using server = await Standalone.start(workplace, layout);
  await server.fillShelves();
  const most = { connections, layout, count: ORDERS_PER_SECOND_MAX * (scale.warmUp + scale.burst) };
  const paid = await load(server, { kind: 'pay', from: 0 }, { ...most, seconds: PAYING_SECONDS_MAX });
  const warm = await load(
    server,
    { kind: 'place-order', from: 0 },
    { connections, layout, seconds: scale.warmUp },
  );
  await server.idle();
  const requests = { kind: 'place-order', from: warm.requests } as const;
  const count = paid.requests - warm.requests;
  const placed = await load(server, requests, { connections, layout, seconds: scale.burst, count });
  const caughtUpAfter = await server.idle();
  allAnswered('place-order', placed, 201);
  await server.allConfirmed(warm.requests + placed.requests);
  return { ...placed, caughtUpAfter };
}

function lineOf({ perSecond: value, p50, p99, busy }: Loaded, layout: Layout) {
  return { what: 'place-order', layout, value, unit: '/s', p50, p99, busy };
}

function catchingUp({ caughtUpAfter, requests }: Burst, layout: Layout) {
  const what = `read models and sagas caught up, ${requests.toLocaleString('en')} orders`;
  return { what, layout, value: caughtUpAfter, unit: 's' };
}
