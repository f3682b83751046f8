import type { Figure } from './figure.js';
import type { Machine } from './machine.js';
import type { Scale } from './scale.js';

/** A scenario that did not come to its end, or whose outcome was wrong. */
export interface Failed {
  readonly scenario: string;
  readonly reason: string;
}

/** Everything that a run found out: what the JSON file holds. */
export interface Report {
  readonly command: string;
  /** RFC 3339. */
  readonly at: string;
  readonly minutes: number;
  readonly machine: Machine;
  readonly scale: Scale;
  readonly figures: readonly Figure[];
  readonly failed: readonly Failed[];
}

/** In words, above the table. */
export function headOf({ command, at, minutes, machine, scale }: Report): readonly string[] {
  const { cpu, cores, pinned, memory, node, kernel, fsync, loadBefore } = machine;
  const layout = pinned
    ? 'The server has one core and the load another; with "2 cores" the server may use both.'
    : 'Processes could not be pinned: server and load share all cores.';
  return [
    `${command}, ${at.slice(0, 16).replace('T', ' ')} UTC, ${minutes.toFixed(1)} minutes.`,
    `${cpu}, ${cores} cores, ${memory} GB; Node ${node}, ${kernel}; one fsync ${fsync} ms; load before ${loadBefore}.`,
    `${layout} Bursts of ${scale.burst} s at ${scale.connections} connections; journeys for ${scale.sustained} s, at most ${scale.open} open.`,
    'Everything is on: fsynced answers, projections, sagas, publishers, deadlines, a log line per request (to a file).',
    'Bare is the same work without Waybill, in the same minutes; busy is how much of a core server and load used.',
  ];
}
