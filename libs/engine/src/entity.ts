import { START, type Appended, type EventStore, type StoredEvent } from '@waybill/event-store';
import type { Aggregate, Command, Position } from '@waybill/kernel';
import type { Issue } from './issue.js';
import type { Receipt } from './receipt.js';
import type { Snapshots } from './snapshots.js';

/** A command that waits for its turn at an aggregate. */
export interface Waiting {
  readonly command: Command;
  readonly issue: Issue;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (reason: unknown) => void;
}

/** Where the stream stood after a command. */
export interface Decided {
  readonly revision: number;
  readonly position: Position;
}

/** How many commands a stream is known to have decided without looking; also how often a snapshot is taken. */
export const MEMORY = 1_000;

/** One aggregate in memory: its state as of a revision, the commands it has decided, the ones that wait. */
export class Entity {
  state: unknown;
  /** -1 while the stream has no events. */
  revision = -1;
  position: Position = START;
  loaded = false;
  busy = false;
  snapshotAt = -1;
  readonly queue: Waiting[] = [];
  private decided = new Map<string, Decided>();
  /** Every command decided after this position is in `decided`. */
  private remembersSince: Position = START;

  constructor(
    readonly aggregate: Aggregate,
    readonly id: string,
    readonly stream: string,
  ) {
    this.state = aggregate.initial;
  }

  /** Brings the state to the end of its stream: the tail only, when it had been loaded before. */
  async load(store: EventStore, snapshots: Snapshots): Promise<void> {
    let page = await store.read(this.stream, { from: this.revision + 1, max: MEMORY });
    if (this.revision < 0 && page.length === MEMORY) {
      const snapshot = await snapshots.find(this.aggregate, this.stream);
      if (snapshot) {
        ({ state: this.state, revision: this.revision, position: this.position } = snapshot);
        this.snapshotAt = snapshot.revision;
        this.remembersSince = snapshot.position;
        page = await store.read(this.stream, { from: this.revision + 1, max: MEMORY });
      }
    }
    while (page.length > 0) {
      for (const event of page) this.apply(event);
      if (page.length < MEMORY) break;
      page = await store.read(this.stream, { from: this.revision + 1, max: MEMORY });
    }
    this.loaded = true;
  }

  /** Takes over what has just been stored. */
  moveTo(state: unknown, { revision, position }: Appended): void {
    this.state = state;
    this.revision = revision;
    this.position = position;
  }

  /** Where a command left the stream, as far as memory goes. */
  recall(commandId: string): Decided | undefined {
    return this.decided.get(commandId);
  }

  /** Whether a command that memory does not know may have been decided before memory begins. */
  mayHaveForgotten({ since }: Issue): boolean {
    return since !== undefined && since < this.remembersSince;
  }

  /** Looks for a command in the stream itself, from its end back to where the command's id came into being. */
  async searchBack({ commandId, since = START }: Issue, store: EventStore): Promise<Decided | undefined> {
    for (let from = this.revision; from >= 0; from -= MEMORY) {
      const page = await store.read(this.stream, { from, direction: 'backwards', max: MEMORY });
      for (const { meta, revision, position } of page) {
        if (position <= since) return undefined;
        if (meta.commandId === commandId) return { revision, position };
      }
    }
    return undefined;
  }

  remember(commandId: string, decided: Decided): void {
    this.decided.set(commandId, decided);
    if (this.decided.size <= 2 * MEMORY) return;
    const kept = [...this.decided].slice(-MEMORY);
    this.remembersSince = kept[0]?.[1].position ?? this.position;
    this.decided = new Map(kept.slice(1));
  }

  private apply(event: StoredEvent): void {
    const data = this.aggregate.upcast(event.type, event.version, event.data);
    this.state = this.aggregate.evolve(this.state, data);
    this.revision = event.revision;
    this.position = event.position;
    this.remember(event.meta.commandId, { revision: event.revision, position: event.position });
  }
}
