import { coresOf } from '../cores.js';
import { atLeast, type Figure } from '../figure.js';
import type { Prepared } from '../log/prepare.js';
import type { Replayed } from '../log/replay.js';
import { run, start } from '../processes.js';
import type { Scenario, Site } from '../scenario.js';
import { Standalone } from '../standalone.js';
import type { Workplace } from '../workplace.js';

const STARTS = 3;

export const history: Scenario = {
  name: 'history',
  about: 'replay, rebuild and start-up on a long log',
  async measure(site) {
    const { scale, workplace, report } = site;
    const folder = workplace.folder();
    const { server: cores } = coresOf('1 core');
    const job = { folder, events: scale.events };
    const { events, orders, perSecond } = await run<Prepared>('log/prepare.js', { job, cores });
    const many = events.toLocaleString('en');
    report(line(`${many} events written in lots of 500 appends`, perSecond));

    const flat = await run<Replayed>('log/flat-file.js', { job, cores });
    const replayed = await run<Replayed>('log/replay.js', { job, cores, options: workplace.nodeOptions });
    report({ ...aimed(`replay of ${many} events to a subscriber`, replayed), bare: flat.perSecond });

    const rebuild = { folder, into: workplace.folder(), events };
    const rebuilt = await run<Replayed>('log/rebuild.js', {
      job: rebuild,
      cores,
      options: workplace.nodeOptions,
    });
    const what = `rebuild of the orders' read model, ${orders.toLocaleString('en')} documents`;
    report({ ...aimed(what, rebuilt), bare: replayed.perSecond });

    await measureStarts(site, folder, many);
  },
};

/** From the start of the process until it listens; the median of several. */
async function measureStarts({ workplace, report }: Site, folder: string, many: string): Promise<void> {
  const bareStarts = Array.from({ length: STARTS }, () => async () => {
    const begun = performance.now();
    const job = { folder: workplace.folder() };
    await using _ = await start('bare/append.js', { job, cores: coresOf('1 core').server });
    return performance.now() - begun;
  });
  const bare = await median(bareStarts);
  const empty = await median(Array.from({ length: STARTS }, () => () => startedIn(workplace)));
  report({ what: 'start-up with an empty log', layout: '1 core', value: empty, unit: 'ms', bare });

  const built = await builtIn(workplace, folder);
  report({ what: `all read models built from ${many} events`, layout: '1 core', value: built, unit: 's' });
  const long = await median(Array.from({ length: STARTS }, () => () => startedIn(workplace, folder)));
  report({ what: `start-up with ${many} events`, layout: '1 core', value: long, unit: 'ms', bare });
}

async function builtIn(workplace: Workplace, folder: string): Promise<number> {
  await using server = await Standalone.start(workplace, '1 core', folder);
  return await server.idle();
}

async function startedIn(workplace: Workplace, folder?: string): Promise<number> {
  await using server = await Standalone.start(workplace, '1 core', folder);
  return server.startedIn;
}

async function median(measures: readonly (() => Promise<number>)[]): Promise<number> {
  const values: number[] = [];
  for (const measure of measures) values.push(await measure());
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function line(what: string, perSecond: number): Figure {
  return { what, layout: '1 core', value: perSecond, unit: 'events/s' };
}

function aimed(what: string, { perSecond }: Replayed): Figure {
  return { ...line(what, perSecond), aims: [atLeast(perSecond, 100_000, 'events/s')] };
}
