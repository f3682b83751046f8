/** How long and how large everything is; seconds and numbers. */
export interface Scale {
  readonly connections: number;
  /** Before a measurement, so that the code is compiled. */
  readonly warmUp: number;
  readonly burst: number;
  /** Each of the two rounds that a bare limit is measured in, before and after what stands beside it. */
  readonly bare: number;
  readonly sustained: number;
  /** The most journeys that are under way at a time. */
  readonly open: number;
  readonly documents: number;
  readonly hotStock: number;
  readonly events: number;
}

export const full: Scale = {
  connections: 64,
  warmUp: 2,
  burst: 10,
  bare: 4,
  sustained: 20,
  open: 256,
  documents: 20_000,
  hotStock: 20_000,
  events: 1_000_000,
};

export const quick: Scale = {
  ...full,
  warmUp: 1,
  burst: 2,
  bare: 1,
  sustained: 3,
  documents: 2_000,
  hotStock: 2_000,
  events: 100_000,
};
