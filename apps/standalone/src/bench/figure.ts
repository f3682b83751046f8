/** Which cores the server has: one, beside the load's, or both, one of them shared with the load. */
export type Layout = '1 core' | '2 cores';

/** What a figure is meant to be, and whether it is. */
export interface Aim {
  readonly is: string;
  readonly met: boolean;
}

/** How much of one core each side used, in percent. */
export interface Busy {
  readonly server: number;
  readonly load: number;
}

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly layout?: Layout;
  readonly value: number;
  readonly unit: string;
  /** Milliseconds, like `p99`. */
  readonly p50?: number;
  readonly p99?: number;
  /** What the machine gave in the same minutes without Waybill, in the same unit. */
  readonly bare?: number | undefined;
  readonly busy?: Busy | undefined;
  readonly aims?: readonly Aim[];
}

export function atLeast(value: number, aim: number, unit: string): Aim {
  return { is: `≥ ${aim.toLocaleString('en')}${spaced(unit)}`, met: value >= aim };
}

export function p99Under(p99: number, aim: number): Aim {
  return { is: `p99 < ${aim} ms`, met: p99 < aim };
}

export function ofBare(value: number, bare: number, aim: number): Aim {
  return { is: `≥ ${aim} of bare`, met: value / bare >= aim };
}

/** A unit as it stands after a number: `/s`, but ` ms`. */
export function spaced(unit: string): string {
  return unit.startsWith('/') ? unit : ` ${unit}`;
}
