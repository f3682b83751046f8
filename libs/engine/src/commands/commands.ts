import {
  BadAppend,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventStore,
  type NewEvent,
} from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import { Refusal, type Aggregate, type Command } from '@waybill/kernel';
import type { Clock } from '../clock.js';
import { Contention, Draining } from '../errors.js';
import { sealEvents, type SealedEvents } from '../sealing/seal-events.js';
import type { Seals } from '../sealing/seals.js';
import { backOff } from '../timers.js';
import type { CommandMeta } from './command-meta.js';
import { MemoryBudget } from './decided-commands.js';
import { decide, type Decision } from './decision.js';
import { Entity, PAGE_EVENTS, type Waiting } from './entity.js';
import { EntityCache } from './entity-cache.js';
import { Receipt } from './receipt.js';
import type { Snapshots } from './snapshots.js';

/** The most entities that are kept in memory. */
const ENTITIES_MAX = 10_000;
/** What the ids of decided commands may take in memory, for all entities together. */
const DECIDED_BYTES_MAX = 32 * 1024 * 1024;
/** The most waiting commands of one stream that are decided in one append. */
const BATCH_MAX = 128;
/** How often a decision is made again because another writer was faster. */
const ATTEMPTS_MAX = 8;
/** How often an append is tried while its outcome is unknown. */
const APPENDS_MAX = 3;

const NONE: ReadonlyMap<string, number> = new Map();

export interface CommandsOptions {
  readonly entitiesMax?: number;
  readonly decidedBytesMax?: number;
}

/** Learns what this process has written to a stream, in plain values. It must not throw. */
export type WriteListener = (stream: string, events: readonly NewEvent[], appended: Appended) => void;

/** Turns commands into events: load, decide, append. Once per command id, in turn per stream. */
export class Commands {
  private readonly entities: EntityCache;
  private readonly budget: MemoryBudget;
  private readonly listeners = new Map<string, readonly WriteListener[]>();
  private readonly pending = new Set<Promise<unknown>>();
  private isDraining = false;

  constructor(
    private readonly store: EventStore,
    private readonly snapshots: Snapshots,
    private readonly seals: Seals,
    private readonly clock: Clock,
    { entitiesMax = ENTITIES_MAX, decidedBytesMax = DECIDED_BYTES_MAX }: CommandsOptions = {},
  ) {
    this.entities = new EntityCache(entitiesMax);
    this.budget = new MemoryBudget(decidedBytesMax);
  }

  /**
   * Decides a command and answers when its events are durable. Rejects with the domain's `Refusal`, with
   * `RevisionMismatch`, {@link Contention} or {@link Draining}, with `NewerVersion`, or with the store's failures.
   */
  execute(aggregate: Aggregate, command: Command, meta: CommandMeta): Promise<Receipt> {
    if (this.isDraining) return Promise.reject(new Draining('No commands are accepted: shutting down.'));
    const entity = this.entityOf(aggregate, aggregate.idOf(command));
    return new Promise((resolve, reject) => {
      entity.queue.push({ command, meta, resolve, reject });
      if (!entity.isBusy) this.track(this.serve(entity));
    });
  }

  /** Has a listener called after each append to a stream of the aggregate, before anybody is answered. */
  onWritten(aggregate: Aggregate, listener: WriteListener): void {
    const others = this.listeners.get(aggregate.name) ?? [];
    this.listeners.set(aggregate.name, [...others, listener]);
  }

  /** Forgets the states that may hold personal data of a subject whose key is destroyed. */
  forget(subject: string): void {
    for (const entity of this.entities) {
      if (!entity.subjects.has(subject)) continue;
      if (entity.isBusy) entity.mustReset = true;
      else entity.reset();
    }
  }

  /** Refuses further commands and resolves when the accepted ones have been answered. */
  async drain(): Promise<void> {
    this.isDraining = true;
    while (this.pending.size > 0) await Promise.all(this.pending);
  }

  private track(work: Promise<void>): void {
    this.pending.add(work);
    void work.finally(() => this.pending.delete(work));
  }

  private entityOf(aggregate: Aggregate, id: string): Entity {
    const stream = `${aggregate.name}-${id}`;
    const known = this.entities.get(stream);
    if (known) return known;
    const entity = new Entity(aggregate, id, stream, this.budget);
    this.entities.add(entity);
    return entity;
  }

  private async serve(entity: Entity): Promise<void> {
    entity.isBusy = true;
    while (entity.queue.length > 0) await this.answer(entity, entity.queue.splice(0, BATCH_MAX));
    entity.isBusy = false;
    if (entity.mustReset) entity.reset();
  }

  /** An append that the store will never accept, or that must not be sealed, fails only the command that asked for it. */
  private async answer(entity: Entity, batch: readonly Waiting[]): Promise<void> {
    try {
      await this.handle(entity, batch);
    } catch (failure) {
      entity.isLoaded = false;
      const isOfOne = failure instanceof BadAppend || failure instanceof Refusal;
      if (isOfOne && batch.length > 1) {
        for (const waiting of batch) await this.answer(entity, [waiting]);
      } else for (const { reject } of batch) reject(failure);
    }
  }

  /**
   * Load, decide, append. Nothing is awaited before the append of a loaded entity, except for the key of a data subject
   * that is not in memory. Without events the state is checked
   * against the end of the stream before anybody is answered: another process may have written.
   */
  private async handle(entity: Entity, batch: readonly Waiting[]): Promise<void> {
    const metas = batch.map(({ meta }) => meta);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const wasLoaded = entity.isLoaded && !entity.mustReset;
      if (!wasLoaded) await entity.load(this.store, this.snapshots, this.seals);
      const before = entity.mustSearch(metas) ? await entity.search(metas, this.store) : NONE;
      const decision = decide(entity, batch, new Date(this.clock.now()).toISOString(), before);
      const sealing = sealEvents(this.seals, entity.aggregate, decision.events);
      const sealed = sealing instanceof Promise ? await sealing : sealing;
      if (await this.commit(entity, decision, sealed, wasLoaded)) return this.settle(entity, batch, decision);
      entity.isLoaded = false;
      if (attempt > 1) await backOff(attempt);
    }
    throw new Contention(`${entity.stream} was changed by other writers ${ATTEMPTS_MAX} times.`);
  }

  /** Makes a decision final; false when the stream has changed since the entity was loaded. */
  private async commit(
    entity: Entity,
    decision: Decision,
    sealed: SealedEvents,
    wasLoaded: boolean,
  ): Promise<boolean> {
    const { events, state, settled, mustVerify } = decision;
    if (mustVerify && wasLoaded && !(await entity.isAtEnd(this.store))) return false;
    for (const cause of settled) entity.settled.add(cause);
    if (events.length === 0) return true;
    try {
      // Before the append: one of them may be erased meanwhile.
      for (const subject of sealed.subjects) entity.subjects.add(subject);
      const appended = await this.append(entity, sealed.events);
      entity.moveTo(state, appended, events);
      if (sealed.isErased) entity.mustReset = true;
      for (const listener of this.listeners.get(entity.aggregate.name) ?? []) {
        listener(entity.stream, events, appended);
      }
      return true;
    } catch (failure) {
      if (failure instanceof WrongExpectedRevision) return false;
      throw failure;
    }
  }

  /** Repeats an append whose outcome is unknown: events with the same ids are written once. */
  private async append(entity: Entity, events: readonly NewEvent[]): Promise<Appended> {
    const expected = entity.revision < 0 ? 'new' : entity.revision;
    let unknown: OutcomeUnknown | undefined;
    for (let attempt = 1; ; attempt += 1) {
      failpoint('engine.before-append');
      try {
        return await this.store.append(entity.stream, events, expected);
      } catch (failure) {
        if (failure instanceof OutcomeUnknown) unknown = failure;
        // That this attempt has written nothing does not tell what the one before it did.
        if (!unknown || !(failure instanceof OutcomeUnknown || failure instanceof StoreUnavailable))
          throw failure;
        if (attempt === APPENDS_MAX) throw unknown;
        await backOff(attempt);
      }
    }
  }

  private settle(entity: Entity, batch: readonly Waiting[], { verdicts }: Decision): void {
    failpoint('engine.before-answer');
    for (const [index, { meta, resolve, reject }] of batch.entries()) {
      const verdict = verdicts[index];
      if (!verdict || 'refused' in verdict) {
        reject(verdict?.refused);
        continue;
      }
      const { revision, isRepeat, isNothing } = verdict;
      if (!isRepeat) entity.decided.add(meta.commandId, revision);
      resolve(new Receipt(entity.id, revision, entity.position, isRepeat, isNothing));
    }
    if (entity.revision - entity.snapshotRevision < PAGE_EVENTS) return;
    entity.snapshotRevision = entity.revision;
    this.track(this.snapshots.take(entity));
  }
}
