import type { Position } from '@waybill/kernel';

/** The answer to a command: what its aggregate is at now, durably. */
export class Receipt {
  constructor(
    /** The aggregate's id. */
    readonly id: string,
    /** The stream's revision after the command; the strong ETag of the aggregate. */
    readonly revision: number,
    /** A read that has seen this position has seen the command's facts; the Consistency-Token. */
    readonly position: Position,
    /** Whether the command had been decided before, and this is that answer again. */
    readonly replayed: boolean,
    /** Whether there was nothing to do: the command left no event by which its repetition could be recognised. */
    readonly isNothing = false,
  ) {}
}
