import { START } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import type { Collection } from '@waybill/read-store';

/** How often a checkpoint is written at most, in milliseconds. */
const EVERY = 1_000;

/** How far a saga has come. */
export interface Note {
  readonly position: Position;
}

/** A saga's checkpoint: written now and then, one write after the other, and never backwards. */
export class Checkpoint {
  private stored: Position | undefined;
  private storing: Promise<void> | undefined;
  private storedAt = 0;

  constructor(
    private readonly name: string,
    private readonly notes: Collection<Note>,
    private readonly report: (failure: unknown, what: string) => void,
  ) {}

  async load(): Promise<Position> {
    const [note] = await this.notes.load([this.name]);
    this.stored = note?.fence;
    return note?.document?.position ?? START;
  }

  /** Stores the position, unless that was done just now or is being done. */
  note(position: Position): void {
    if (this.storing || Date.now() - this.storedAt < EVERY) return;
    this.storedAt = Date.now();
    this.storing = this.store(position)
      .catch((failure: unknown) => this.report(failure, `checkpoint of ${this.name}`))
      .finally(() => (this.storing = undefined));
  }

  /** Stores the position for sure. */
  async flush(position: Position): Promise<void> {
    await this.storing;
    await this.store(position);
  }

  private async store(position: Position): Promise<void> {
    if (position <= (this.stored ?? START)) return;
    const note = { id: this.name, document: { position }, fence: position, replaces: this.stored };
    const refused = await this.notes.replace([note]);
    if (refused.length === 0) this.stored = position;
    // Another process runs this saga, too, or an earlier write failed only in name.
    else await this.load();
  }
}
