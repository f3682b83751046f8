import type { Position } from '@waybill/kernel';

/** The aggregate is not at the revision that the sender had seen (`If-Match`). */
export class RevisionMismatch extends Error {
  override readonly name = 'RevisionMismatch';

  constructor(
    readonly expected: number,
    readonly actual: number | undefined,
  ) {
    super(`Expected revision ${expected}, found ${actual ?? 'none'}.`);
  }
}

/** Other writers were faster every time; nothing was written. */
export class Contention extends Error {
  override readonly name = 'Contention';
}

/** The engine takes no more commands: it is draining, or not yet running. */
export class Draining extends Error {
  override readonly name = 'Draining';
}

/** The read model has not passed the position that the reader asked for within the time it was ready to wait. */
export class ProjectionBehind extends Error {
  override readonly name = 'ProjectionBehind';

  constructor(
    readonly projection: string,
    readonly wanted: Position,
    readonly reached: Position | undefined,
  ) {
    super(`${projection} has not reached the wanted position yet.`);
  }
}
