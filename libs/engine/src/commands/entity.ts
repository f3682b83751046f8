import { START, type Appended, type EventStore, type NewEvent, type StoredEvent } from '@waybill/event-store';
import type { Aggregate, Command, Position } from '@waybill/kernel';
import type { CommandMeta } from './command-meta.js';
import { DecidedCommands, type MemoryBudget } from './decided-commands.js';
import type { Receipt } from './receipt.js';
import { SettledCauses } from './settled-causes.js';
import type { Opener, Seals } from '../sealing/seals.js';
import type { Snapshots } from './snapshots.js';

/** A command that waits for its turn at an aggregate. */
export interface Waiting {
  readonly command: Command;
  readonly meta: CommandMeta;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (reason: unknown) => void;
}

/** The events of a stream that are read at a time; a longer stream has snapshots. */
export const PAGE_EVENTS = 1_000;

const NONE: ReadonlyMap<string, number> = new Map();

/** One aggregate in memory: its state as of a revision, the commands that it has decided, and those that wait. */
export class Entity {
  state: unknown;
  /** -1 while the stream has no events. */
  revision = -1;
  position: Position = START;
  /** Whether the state is at the end of its stream, as far as this process knows. */
  isLoaded = false;
  isBusy = false;
  snapshotRevision = -1;
  /** The data subjects whose personal data the state may hold. */
  readonly subjects = new Set<string>();
  /** Whether the state may show what has been erased: it must be read again before the next decision. */
  mustReset = false;
  readonly queue: Waiting[] = [];
  readonly decided: DecidedCommands;
  readonly settled = new SettledCauses();

  constructor(
    readonly aggregate: Aggregate,
    readonly id: string,
    readonly stream: string,
    budget: MemoryBudget,
  ) {
    this.state = aggregate.initial;
    this.decided = new DecidedCommands(budget);
  }

  /** Brings the state to the end of its stream; reads only the tail when it was loaded before. */
  async load(store: EventStore, snapshots: Snapshots, seals: Seals): Promise<void> {
    if (this.mustReset) this.reset();
    let page = await this.readOn(store);
    if (this.revision < 0 && page.length === PAGE_EVENTS && (await this.startFromSnapshot(snapshots))) {
      page = await this.readOn(store);
    }
    while (page.length > 0) {
      const open = await seals.opener(page);
      for (const event of page) this.apply(event, open);
      if (page.length < PAGE_EVENTS) break;
      page = await this.readOn(store);
    }
    this.isLoaded = true;
  }

  /** Whether the stream has no events beyond those that the state was made from. */
  async isAtEnd(store: EventStore): Promise<boolean> {
    const [next] = await store.read(this.stream, { from: this.revision + 1, max: 1 });
    return next === undefined;
  }

  /** Forgets the state; it is read from the beginning of the stream again. */
  reset(): void {
    this.state = this.aggregate.initial;
    this.revision = -1;
    this.position = START;
    this.isLoaded = false;
    this.mustReset = false;
    this.snapshotRevision = -1;
    this.subjects.clear();
  }

  /** Takes over what has just been stored. */
  moveTo(state: unknown, { revision, position }: Appended, events: readonly NewEvent[]): void {
    this.state = state;
    this.revision = revision;
    this.position = position;
    for (const { meta } of events) this.settled.recorded(meta.settled);
  }

  /** Whether one of these commands may have been decided so long ago that it is not remembered. */
  mustSearch(metas: readonly CommandMeta[]): boolean {
    if (this.decided.forgottenRevision < 0) return false;
    return metas.some(({ commandId, since }) => since !== undefined && !this.isRemembered(commandId));
  }

  /**
   * Which of these commands were decided before memory begins, and at which revision: looks into the stream, backwards,
   * to where the first of their ids came into being.
   */
  async search(metas: readonly CommandMeta[], store: EventStore): Promise<ReadonlyMap<string, number>> {
    const sought = new Map(
      metas.flatMap(({ commandId, since }) =>
        since !== undefined && !this.isRemembered(commandId) ? [[commandId, since]] : [],
      ),
    );
    const [first] = [...sought.values()].sort();
    if (first === undefined) return NONE;
    const found = new Map<string, number>();
    for (let from = this.decided.forgottenRevision; from >= 0; from -= PAGE_EVENTS) {
      const page = await store.read(this.stream, { from, direction: 'backwards', max: PAGE_EVENTS });
      for (const { meta, revision, position } of page) {
        if (position <= first || found.size === sought.size) return found;
        if (sought.has(meta.commandId) && !found.has(meta.commandId)) found.set(meta.commandId, revision);
      }
    }
    return found;
  }

  private isRemembered(commandId: string): boolean {
    return this.decided.get(commandId) !== undefined;
  }

  private readOn(store: EventStore): Promise<readonly StoredEvent[]> {
    return store.read(this.stream, { from: this.revision + 1, max: PAGE_EVENTS });
  }

  private async startFromSnapshot(snapshots: Snapshots): Promise<boolean> {
    const snapshot = await snapshots.find(this.aggregate, this.stream);
    if (!snapshot) return false;
    this.state = snapshot.state;
    this.revision = snapshot.revision;
    this.position = snapshot.position;
    this.snapshotRevision = snapshot.revision;
    for (const subject of snapshot.subjects) this.subjects.add(subject);
    this.decided.forgottenRevision = snapshot.revision;
    this.settled.recorded(snapshot.settled);
    return true;
  }

  private apply(event: StoredEvent, open: Opener): void {
    const { data, subject } = open.plain(event);
    if (subject !== undefined) this.subjects.add(subject);
    this.state = this.aggregate.evolve(this.state, this.aggregate.upcast(event.type, event.version, data));
    this.revision = event.revision;
    this.position = event.position;
    this.decided.add(event.meta.commandId, event.revision);
    this.settled.recorded(event.meta.settled);
  }
}
