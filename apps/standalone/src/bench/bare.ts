import { coresOf } from './cores.js';
import type { Loaded } from './load/load.js';
import type { Requests } from './load/requests.js';
import { allAnswered, load } from './loads.js';
import { start } from './processes.js';
import type { Scale } from './scale.js';

/** A round of requests against a bare server on the server's core, started for it alone. */
export async function bareRound(
  script: string,
  job: object,
  requests: Requests,
  { connections, warmUp, bare }: Scale,
): Promise<Loaded> {
  await using server = await start(script, { job, cores: coresOf('1 core').server });
  const { port }: { readonly port: number } = JSON.parse(server.said);
  const target = { port, pid: server.pid };
  const warm = await load(target, requests, { connections, seconds: warmUp });
  const round = await load(target, after(requests, warm.requests), { connections, seconds: bare });
  allAnswered(
    `${requests.kind}, bare,`,
    round,
    requests.kind === 'place-order' || requests.kind === 'reserve' ? 201 : 200,
  );
  return round;
}

/** What is measured, and the mean of its bare limit right before and right after: machines differ by the minute. */
export async function beside<T>(limit: () => Promise<number>, measured: () => Promise<T>) {
  const before = await limit();
  const result = await measured();
  const later = await limit();
  return { result, bare: (before + later) / 2 };
}

/** The same requests, for orders that have not been placed yet. */
function after(requests: Requests, placed: number): Requests {
  return requests.kind === 'place-order' ? { ...requests, from: requests.from + placed } : requests;
}
