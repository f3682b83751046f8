import { coresOf } from './cores.js';
import type { Layout } from './figure.js';
import type { Round } from './load/generator.js';
import type { Load, Loaded } from './load/load.js';
import type { Requests } from './load/requests.js';
import { run } from './processes.js';

/** Whatever listens on a port of this machine. */
export interface Target {
  readonly port: number;
  readonly pid: number;
}

export interface Extent {
  readonly connections: number;
  readonly seconds: number;
  readonly count?: number;
  readonly layout?: Layout;
}

/** Has the load generator, in a process of its own, send requests to a server. */
export function load(target: Target, requests: Requests, extent: Extent): Promise<Loaded> {
  const { layout = '1 core', ...rest } = extent;
  const job: Load = { ...rest, port: target.port, serverPid: target.pid, requests };
  return run('load/load.js', { job, cores: coresOf(layout).load });
}

/** Throws unless every request of a round was answered with the status that means yes. */
export function allAnswered(what: string, { statuses, requests }: Round, status: number): void {
  if (statuses[status] === requests) return;
  throw new Error(`Of ${requests} answers to ${what} not all were ${status}: ${JSON.stringify(statuses)}.`);
}
