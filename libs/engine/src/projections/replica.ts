import type { Position, Projection } from '@waybill/kernel';
import type { EventMessage, Message } from '@waybill/message-bus';
import type { Collection } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import { OwnershipLost, reasonOf } from '../errors.js';
import { newSource, publisherOf, receive, type Source, type Sources } from '../publishing/sources.js';
import type { ReaderStatus } from '../reader-status.js';
import type { Checkpoint } from '../state/checkpoints.js';
import type { OpenedEvent } from '../sealing/opened-event.js';
import type { Opener, Seals } from '../sealing/seals.js';
import { parkedEvent, type ParkedItem, type ParkedItems } from '../state/parked-items.js';
import { Exclusive } from './exclusive.js';
import { ReachedPosition } from './reached-position.js';
import { ReplicaDocuments, seenRevisions } from './replica-documents.js';
import { neededBackfill, ReplicaRepairs, type NeededBackfill } from './replica-repairs.js';

/** A message in a batch, and the documents that it changes. */
interface Step {
  readonly message: Message;
  /** The event, with plain values; undefined when the message has none, or none that can be folded. */
  readonly opened?: OpenedEvent | undefined;
  readonly keys: readonly string[];
}

/** What a batch of messages changes besides documents; it counts once the documents are written. */
interface BatchState {
  readonly sources: Sources;
  /** The backfills that have ended. */
  readonly ended: Set<string>;
  /** Documents that were started again from nothing. */
  readonly restarted: Set<string>;
}

/** A repair that is under way: the backfills that it needs, and whether they have repaired everything. */
export interface Repairing {
  readonly needed: readonly NeededBackfill[];
  readonly repaired: Promise<boolean>;
}

/** Documents that are being folded anew because somebody is erased, and all streams that they come from. */
export interface Unfinished {
  readonly keys: readonly string[];
  readonly streams: readonly string[];
}

export interface ReplicaParts {
  readonly parkedItems: Pick<ParkedItems, 'add' | 'remove' | 'list'>;
  readonly seals: Seals;
  readonly clock: Clock;
  readonly report: (failure: unknown, what: string) => void;
}

/**
 * A read model of other contexts' published events. Messages of one stream arrive in order, messages of different
 * streams in any; each may come again. Each document remembers per stream which revision it has seen.
 */
export class Replica<D extends object = object> {
  readonly progress = new ReachedPosition();
  /** Called when its status may be another one. */
  onChange: () => void = () => undefined;
  private readonly exclusive = new Exclusive();
  private readonly parkedKeys = new Set<string>();
  private readonly parkedMessages = new Set<string>();
  private readonly repairs = new ReplicaRepairs();
  private sources: Sources = {};
  private unfinished: Unfinished = { keys: [], streams: [] };
  private failure: string | undefined;

  constructor(
    readonly name: string,
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    /** In the read store, beside the documents: both are lost together, or not at all. */
    private readonly checkpoint: Checkpoint<Sources>,
    /** Beside the documents, too. */
    private readonly erasures: Checkpoint<Unfinished>,
    private readonly parts: ReplicaParts,
  ) {
    checkpoint.capture = () => ({ value: this.sources });
    erasures.capture = () => ({ value: this.unfinished });
    this.progress.onAdvance = () => this.onChange();
  }

  /** Takes over for this epoch; returns the backfills that it needs before it is complete. */
  async claim(): Promise<readonly NeededBackfill[]> {
    const known = (await this.checkpoint.claim()) ?? {};
    this.unfinished = (await this.erasures.claim()) ?? this.unfinished;
    const publishers = [...new Set(this.projection.events.map(publisherOf))];
    this.sources = Object.fromEntries(publishers.map((name) => [name, known[name] ?? newSource(true)]));
    await this.checkpoint.saveNow();
    this.progress.advance(this.position());
    for (const { kind, what } of await this.parts.parkedItems.list(this.name)) {
      (kind === 'document' ? this.parkedKeys : this.parkedMessages).add(what);
    }
    this.onChange();
    return publishers.flatMap((publisher) => {
      const { backfill, isLive } = this.sources[publisher] ?? newSource(true);
      return isLive || backfill === undefined
        ? []
        : [neededBackfill(this.projection.events, publisher, backfill)];
    });
  }

  get status(): ReaderStatus {
    const { name, failure } = this;
    const isCatchingUp = Object.values(this.sources).some(({ isLive }) => !isLive);
    const { position } = this.progress;
    const parked = this.parkedKeys.size + this.parkedMessages.size;
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
  async repair(item: ParkedItem): Promise<Repairing> {
    const keys = await this.keysOf(item);
    if (!keys) return { needed: [], repaired: Promise.resolve(false) };
    if (keys.length === 0) return { needed: [], repaired: this.unpark(item) };
    for (const key of keys) this.parkedKeys.add(key);
    const { needed, repaired } = this.repairs.start(this.projection, keys, {
      mustRestart: item.kind === 'message',
    });
    return { needed, repaired: repaired.then((isRepaired) => isRepaired && this.unpark(item)) };
  }

  /**
   * Starts to fold the documents that show personal data of these subjects anew, from the past of the streams that they
   * were made from: the keys are destroyed, so that what was sealed with them shows as erased. Which documents these are
   * is stored first: half folded they show nobody, and could not be found again after a crash.
   */
  erase(subjects: readonly string[]): Promise<Repairing> {
    return this.exclusive.run(async () => {
      const keys = new Set([...this.unfinished.keys, ...(await this.collection.ofSubjects(subjects))]);
      if (keys.size === 0) return { needed: [], repaired: Promise.resolve(true) };
      const documents = await this.collection.load([...keys]);
      const seen = documents.flatMap(({ fence }) => Object.keys(seenRevisions(fence)));
      const streams = new Set([...this.unfinished.streams, ...seen]);
      await this.saveUnfinished({ keys: [...keys], streams: [...streams] });
      const options = { mustRestart: true, streams: this.unfinished.streams };
      const { needed, repaired } = this.repairs.start(this.projection, this.unfinished.keys, options);
      return { needed, repaired: repaired.then((isRepaired) => isRepaired && this.finish()) };
    });
  }

  /** Leaves nothing in the store's files of what was erased. */
  scrub(): Promise<void> {
    return this.collection.scrub();
  }

  /** Nobody waits any longer: shutting down. */
  giveUp(): void {
    this.repairs.giveUp();
    this.progress.giveUp();
  }

  private async finish(): Promise<true> {
    await this.saveUnfinished({ keys: [], streams: [] });
    return true;
  }

  private saveUnfinished(unfinished: Unfinished): Promise<void> {
    this.unfinished = unfinished;
    return this.erasures.saveNow();
  }

  /** The documents of a parked item; undefined when they still cannot be named. */
  private async keysOf({ kind, what, message }: ParkedItem): Promise<readonly string[] | undefined> {
    if (kind !== 'message' || message?.kind !== 'event') return [what];
    const open = await this.openerOf([message]);
    try {
      return this.projection.keys(open.plain({ id: message.id, data: message.event }).data, message.envelope);
    } catch {
      return undefined;
    }
  }

  /** False when it is repaired, and parked still. */
  private async unpark(item: ParkedItem): Promise<boolean> {
    try {
      await this.parts.parkedItems.remove(item);
    } catch (failure) {
      this.parts.report(failure, `replica ${this.name}: ${item.what} is repaired`);
      return false;
    }
    this.parkedMessages.delete(item.what);
    this.onChange();
    return true;
  }

  /** May be called again with the same messages after a failure: until the documents are written, nothing has changed. */
  private async foldAll(messages: readonly Message[]): Promise<void> {
    const { steps, sources } = await this.stepsOf(messages);
    const state: BatchState = { sources, ended: new Set(), restarted: new Set() };
    const keys = [...new Set(steps.flatMap((step) => step.keys))];
    const documents = await ReplicaDocuments.fetch(this.projection, this.collection, keys);
    for (const step of steps) await this.foldOne(step, documents, state);
    for (const { opened } of steps) opened?.close();
    if (!(await documents.write())) throw this.lost();
    this.sources = sources;
    for (const key of state.restarted) this.repairs.restarted(key);
    for (const { message } of steps) {
      if (message.kind !== 'backfill-end') continue;
      for (const key of this.repairs.end(message)) this.parkedKeys.delete(key);
    }
    await this.checkpoint.saveNow();
    this.progress.advance(this.position());
  }

  private async foldOne(
    { message, opened, keys }: Step,
    documents: ReplicaDocuments<D>,
    state: BatchState,
  ): Promise<void> {
    if (message.kind === 'backfill-end') {
      state.ended.add(message.backfill);
      // Its publishers have nothing for it any more.
      for (const key of keys.filter((one) => !state.restarted.has(one))) documents.restart(key);
    }
    if (message.kind !== 'event' || !opened) return;
    for (const key of keys.filter((one) => this.takes(one, message, state))) {
      if (this.repairs.mustRestart(key) && !state.restarted.has(key)) {
        documents.restart(key);
        state.restarted.add(key);
      }
      try {
        documents.fold(key, opened, message.envelope);
      } catch (failure) {
        await this.park('document', key, message, failure);
        this.parkedKeys.add(key);
      }
    }
  }

  /** What the messages mean, but for those of a publisher that has lost its lease; and the sources after them. */
  private async stepsOf(
    messages: readonly Message[],
  ): Promise<{ readonly steps: readonly Step[]; readonly sources: Sources }> {
    const steps: Step[] = [];
    const open = await this.openerOf(messages);
    let { sources } = this;
    for (const message of messages) {
      const before = sources[message.publisher] ?? newSource(false);
      if (message.epoch < before.epoch) continue;
      const { accept, source } = receive(before, message);
      sources = { ...sources, [message.publisher]: source };
      const isFolded = message.kind === 'event' && (accept || this.repairs.includes(message));
      if (message.kind === 'backfill-end') steps.push({ message, keys: this.repairs.untouched(message) });
      else steps.push(isFolded ? await this.stepOf(message, open) : { message, keys: [] });
    }
    return { steps, sources };
  }

  private async stepOf(message: EventMessage, open: Opener): Promise<Step> {
    try {
      const opened = open.lazy({ id: message.id, data: message.event });
      return { message, opened, keys: this.projection.keys(opened.data, message.envelope) };
    } catch (failure) {
      await this.park('message', message.id, message, failure);
      this.parkedMessages.add(message.id);
      return { message, keys: [] };
    }
  }

  private openerOf(messages: readonly Message[]): Promise<Opener> {
    return this.parts.seals.opener(
      messages.flatMap((message) =>
        message.kind === 'event' ? [{ id: message.id, data: message.event }] : [],
      ),
    );
  }

  /** Whether a document takes a message: a parked one only what its repair brings, and what follows that. */
  private takes(key: string, message: EventMessage, { sources, ended }: BatchState): boolean {
    const { publisher, backfill } = message;
    const isOfARepair = backfill !== undefined && backfill !== sources[publisher]?.backfill;
    return this.repairs.takes(key, message, ended) ?? (!isOfARepair && !this.parkedKeys.has(key));
  }

  private async park(kind: 'document' | 'message', what: string, message: EventMessage, failure: unknown) {
    this.parts.report(failure, `replica ${this.name}: ${message.topic} ${message.id} parks ${what}`);
    if (kind === 'document') this.repairs.fail(what);
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

  private lost(): OwnershipLost {
    return new OwnershipLost(`Another owner has written the read model ${this.name}.`);
  }
}
