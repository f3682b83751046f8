import { newId, type Position, type Projection } from '@waybill/kernel';
import type { EventMessage, Message } from '@waybill/message-bus';
import type { Collection } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import { OwnershipLost, reasonOf } from '../errors.js';
import { newSource, publisherOf, receive, type Source, type Sources } from '../publishing/sources.js';
import type { ReaderStatus } from '../reader-status.js';
import type { Checkpoint } from '../state/checkpoints.js';
import { parkedEvent, type ParkedItem, type ParkedItems } from '../state/parked-items.js';
import { Exclusive } from './exclusive.js';
import { ReachedPosition } from './reached-position.js';
import { ReplicaDocuments } from './replica-documents.js';

/** A backfill that a consumer needs from a publisher. */
export interface NeededBackfill {
  readonly publisher: string;
  readonly backfill: string;
  readonly topics: readonly string[];
}

/** A parked document that is being folded again from the publishers' past. */
interface Repair {
  readonly backfills: ReadonlyMap<string, string>;
  readonly isCurrent: Set<string>;
  /** The document may have missed events that are older than what it has seen: it is folded from nothing. */
  mustRestart: boolean;
  readonly settle: (isRepaired: boolean) => void;
}

export interface ReplicaParts {
  readonly parkedItems: Pick<ParkedItems, 'add' | 'remove' | 'list'>;
  readonly clock: Clock;
  readonly report: (failure: unknown, what: string) => void;
}

/**
 * A read model of other contexts' published events. Messages of one stream arrive in order, messages of different
 * streams in any; each may come again. Each document remembers per stream which revision it has seen.
 */
export class Replica<D extends object = object> {
  readonly progress = new ReachedPosition();
  /** Called when its status has changed otherwise than by coming further. */
  onChange: () => void = () => undefined;
  private readonly exclusive = new Exclusive();
  private readonly parkedKeys = new Set<string>();
  private readonly repairs = new Map<string, Repair>();
  private sources: Sources = {};
  private parkedMessages = 0;
  private failure: string | undefined;

  constructor(
    readonly name: string,
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    /** In the read store, beside the documents: both are lost together, or not at all. */
    private readonly checkpoint: Checkpoint<Sources>,
    private readonly parts: ReplicaParts,
  ) {
    checkpoint.capture = () => ({ value: this.sources });
  }

  /** Takes over for this epoch; returns the backfills that it needs before it is complete. */
  async claim(): Promise<readonly NeededBackfill[]> {
    const known = (await this.checkpoint.claim()) ?? {};
    const publishers = [...new Set(this.projection.events.map(publisherOf))];
    this.sources = Object.fromEntries(publishers.map((name) => [name, known[name] ?? newSource(true)]));
    await this.checkpoint.saveNow();
    this.progress.advance(this.position());
    const parked = await this.parts.parkedItems.list(this.name);
    for (const { kind, what } of parked) if (kind === 'document') this.parkedKeys.add(what);
    this.parkedMessages = parked.length - this.parkedKeys.size;
    this.onChange();
    return publishers.flatMap((publisher) => {
      const { backfill, isLive } = this.sources[publisher] ?? newSource(true);
      return isLive || backfill === undefined ? [] : [this.needed(publisher, backfill)];
    });
  }

  get status(): ReaderStatus {
    const { name, failure } = this;
    const isCatchingUp = Object.values(this.sources).some(({ isLive }) => !isLive);
    const { position } = this.progress;
    const parked = this.parkedKeys.size + this.parkedMessages;
    return { name, kind: 'replica', position, isCatchingUp, pending: 0, parked, failure };
  }

  /** Folds messages in the order in which they arrived; resolves when they are durable and need not come again. */
  fold(messages: readonly Message[]): Promise<void> {
    return this.exclusive.run(async () => {
      try {
        await this.foldAll(messages);
        this.failure = undefined;
      } catch (failure) {
        this.failure = reasonOf(failure);
        throw failure;
      } finally {
        this.onChange();
      }
    });
  }

  /**
   * Starts to fold what is parked again, from the publishers' past: returns the backfills that this needs, and whether
   * they have repaired it. Meanwhile all other documents go on.
   */
  repair(item: ParkedItem): {
    readonly needed: readonly NeededBackfill[];
    readonly repaired: Promise<boolean>;
  } {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const publishers = Object.keys(this.sources);
    const needed = publishers.map((publisher) => this.needed(publisher, newId()));
    const backfills = new Map(needed.map(({ publisher, backfill }) => [publisher, backfill]));
    const mustRestart = item.kind === 'message';
    let isRunning = true;
    const settle = (isRepaired: boolean) => {
      if (isRunning) void this.settle(item, isRepaired).then(() => resolve(isRepaired));
      isRunning = false;
    };
    const keys = this.keysOf(item);
    for (const key of keys) {
      this.parkedKeys.add(key);
      this.repairs.set(key, { backfills, isCurrent: new Set(), mustRestart, settle });
    }
    if (keys.length === 0) settle(false);
    return { needed: keys.length === 0 ? [] : needed, repaired: promise };
  }

  private keysOf({ kind, what, message }: ParkedItem): readonly string[] {
    if (kind !== 'message' || message?.kind !== 'event') return [what];
    try {
      return this.projection.keys(message.event, message.envelope);
    } catch {
      return [];
    }
  }

  private async settle(item: ParkedItem, isRepaired: boolean): Promise<void> {
    if (!isRepaired) return;
    await this.parts.parkedItems.remove(item);
    if (item.kind === 'message') this.parkedMessages -= 1;
  }

  private async foldAll(messages: readonly Message[]): Promise<void> {
    const targets = await this.targetsOf(messages);
    const keys = [...new Set(targets.map(({ key }) => key))];
    const documents = await ReplicaDocuments.fetch(this.projection, this.collection, keys);
    for (const { key, message } of targets) {
      if (!this.takes(key, message)) continue;
      const repair = this.repairs.get(key);
      if (repair?.mustRestart) {
        documents.restart(key);
        repair.mustRestart = false;
      }
      try {
        documents.fold(key, message);
      } catch (failure) {
        await this.park('document', key, message, failure);
        this.parkedKeys.add(key);
      }
    }
    if (!(await documents.write())) throw this.lost();
    for (const message of messages) this.endRepairs(message);
    await this.checkpoint.saveNow();
    this.progress.advance(this.position());
  }

  /** The documents that the messages change. Moves the sources. */
  private async targetsOf(messages: readonly Message[]) {
    const targets: { readonly key: string; readonly message: EventMessage }[] = [];
    for (const message of messages) {
      const { accept, source } = receive(this.sources[message.publisher] ?? newSource(false), message);
      this.sources = { ...this.sources, [message.publisher]: source };
      if (message.kind !== 'event' || !(accept || this.isForRepair(message))) continue;
      try {
        const keys = this.projection.keys(message.event, message.envelope);
        for (const key of keys) targets.push({ key, message });
      } catch (failure) {
        await this.park('message', message.id, message, failure);
        this.parkedMessages += 1;
      }
    }
    return targets;
  }

  private isForRepair({ publisher, backfill }: EventMessage): boolean {
    if (backfill === undefined || this.repairs.size === 0) return false;
    return [...this.repairs.values()].some(({ backfills }) => backfills.get(publisher) === backfill);
  }

  /** Whether a document takes a message: a parked one only what its repair brings. */
  private takes(key: string, { publisher, backfill }: EventMessage): boolean {
    const repair = this.repairs.get(key);
    if (repair) {
      return backfill === undefined
        ? repair.isCurrent.has(publisher)
        : repair.backfills.get(publisher) === backfill;
    }
    const isOfARepair = backfill !== undefined && backfill !== this.sources[publisher]?.backfill;
    return !isOfARepair && !this.parkedKeys.has(key);
  }

  /** Ends the repairs whose last backfill has ended. */
  private endRepairs(message: Message): void {
    if (message.kind !== 'backfill-end') return;
    for (const [key, repair] of this.repairs) {
      if (repair.backfills.get(message.publisher) !== message.backfill) continue;
      repair.isCurrent.add(message.publisher);
      if (repair.isCurrent.size < repair.backfills.size) continue;
      this.repairs.delete(key);
      this.parkedKeys.delete(key);
      repair.settle(true);
    }
  }

  private async park(kind: 'document' | 'message', what: string, message: EventMessage, failure: unknown) {
    this.parts.report(failure, `replica ${this.name}: ${message.topic} ${message.id} parks ${what}`);
    this.repairs.get(what)?.settle(false);
    this.repairs.delete(what);
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const event = parkedEvent({ ...message.envelope, type: message.topic });
    const reason = reasonOf(failure);
    const item = { by: this.name, kind, what, ...event, reason, attempts: 1, parkedAt };
    await this.parts.parkedItems.add(kind === 'message' ? { ...item, message } : item);
  }

  private position(): Position {
    const positions = Object.values(this.sources).map((source: Source) => source.position);
    return positions.reduce((least, position) => (position < least ? position : least));
  }

  private needed(publisher: string, backfill: string): NeededBackfill {
    const topics = this.projection.events.filter((topic) => publisherOf(topic) === publisher);
    return { publisher, backfill, topics };
  }

  private lost(): OwnershipLost {
    return new OwnershipLost(`Another owner has written the read model ${this.name}.`);
  }
}
