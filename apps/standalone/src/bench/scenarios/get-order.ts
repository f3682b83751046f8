import { bareRound, beside } from '../bare.js';
import { atLeast, ofBare } from '../figure.js';
import type { Loaded } from '../load/load.js';
import { allAnswered, load } from '../loads.js';
import type { Scenario, Site } from '../scenario.js';
import { Standalone } from '../standalone.js';

export const getOrder: Scenario = {
  name: 'get-order',
  about: 'any of many confirmed orders, read by its id',
  async measure(site) {
    const { scale, workplace, report } = site;
    const { documents } = scale;
    const bareReads = async () => {
      const job = { folder: workplace.folder(), documents };
      const requests = { kind: 'get-order', below: documents } as const;
      return (await bareRound('bare/read.js', job, requests, scale)).perSecond;
    };
    const { result, bare } = await beside(bareReads, () => reads(site));
    const { perSecond: value, p50, p99, busy } = result;
    const aims = [atLeast(value, 25_000, '/s'), ofBare(value, bare, 0.8)];
    report({ what: 'get-order', layout: '1 core', value, unit: '/s', p50, p99, bare, busy, aims });
  },
};

async function reads({ scale, workplace }: Site): Promise<Loaded> {
  const { connections, documents } = scale;
  await using server = await Standalone.start(workplace, '1 core');
  await server.fillShelves();
  const placing = { connections, seconds: 60, count: 2 * documents };
  const placed = await load(server, { kind: 'pay-and-place', from: 0 }, placing);
  allAnswered('a payment or an order', placed, 201);
  await server.idle();
  await server.allConfirmed(documents);
  const requests = { kind: 'get-order', below: documents } as const;
  await load(server, requests, { connections, seconds: scale.warmUp });
  const round = await load(server, requests, { connections, seconds: scale.burst });
  allAnswered('get-order', round, 200);
  return round;
}
