import { START, type Appended, type EventStore, type StoredEvent } from '@waybill/event-store';
import type { Aggregate, Command, Position } from '@waybill/kernel';
import type { CommandMeta } from './command-meta.js';
import type { Receipt } from './receipt.js';
import type { Snapshots } from './snapshots.js';

/** A command that waits for its turn at an aggregate. */
export interface Waiting {
  readonly command: Command;
  readonly meta: CommandMeta;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (reason: unknown) => void;
}

/** Where the stream stood after a command. */
export interface Decided {
  readonly revision: number;
  readonly position: Position;
}

/** The events of a stream that are read at a time; a stream longer than that has snapshots. */
export const PAGE = 1_000;
/** How many decided commands of a stream are known without looking, at least; twice as many at most. */
const REMEMBERED = 10_000;

const NONE: ReadonlyMap<string, Decided> = new Map();

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
  /** Every command decided after this one is in `decided`. */
  private forgotten: Decided = { revision: -1, position: START };

  constructor(
    readonly aggregate: Aggregate,
    readonly id: string,
    readonly stream: string,
    private readonly remembered = REMEMBERED,
  ) {
    this.state = aggregate.initial;
  }

  /** Brings the state to the end of its stream: the tail only, when it had been loaded before. */
  async load(store: EventStore, snapshots: Snapshots): Promise<void> {
    let page = await store.read(this.stream, { from: this.revision + 1, max: PAGE });
    if (this.revision < 0 && page.length === PAGE) {
      const snapshot = await snapshots.find(this.aggregate, this.stream);
      if (snapshot) {
        ({ state: this.state, revision: this.revision, position: this.position } = snapshot);
        this.snapshotAt = snapshot.revision;
        this.forgotten = snapshot;
        page = await store.read(this.stream, { from: this.revision + 1, max: PAGE });
      }
    }
    while (page.length > 0) {
      for (const event of page) this.apply(event);
      if (page.length < PAGE) break;
      page = await store.read(this.stream, { from: this.revision + 1, max: PAGE });
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

  /**
   * Which of these commands were decided before memory begins: looks into the stream itself, back to where the first of
   * their ids came into being.
   */
  async searchBack(metas: readonly CommandMeta[], store: EventStore): Promise<ReadonlyMap<string, Decided>> {
    if (this.forgotten.position === START) return NONE;
    const sought = new Map(
      metas.flatMap(({ commandId, since }) =>
        since !== undefined && since < this.forgotten.position && !this.decided.has(commandId)
          ? [[commandId, since]]
          : [],
      ),
    );
    if (sought.size === 0) return NONE;
    const found = new Map<string, Decided>();
    const [first = START] = [...sought.values()].sort();
    for (let from = this.forgotten.revision; from >= 0; from -= PAGE) {
      const page = await store.read(this.stream, { from, direction: 'backwards', max: PAGE });
      for (const { meta, revision, position } of page) {
        if (position <= first || found.size === sought.size) return found;
        if (sought.has(meta.commandId) && !found.has(meta.commandId))
          found.set(meta.commandId, { revision, position });
      }
    }
    return found;
  }

  remember(commandId: string, decided: Decided): void {
    this.decided.set(commandId, decided);
    if (this.decided.size <= 2 * this.remembered) return;
    const [last, ...kept] = [...this.decided].slice(-this.remembered);
    if (last) this.forgotten = last[1];
    this.decided = new Map(kept);
  }

  private apply(event: StoredEvent): void {
    const data = this.aggregate.upcast(event.type, event.version, event.data);
    this.state = this.aggregate.evolve(this.state, data);
    this.revision = event.revision;
    this.position = event.position;
    this.remember(event.meta.commandId, { revision: event.revision, position: event.position });
  }
}
