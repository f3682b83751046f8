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
import type { Aggregate, Command } from '@waybill/kernel';
import type { Clock } from './clock.js';
import { decide, type Verdict } from './decision.js';
import { Entity, PAGE, type Waiting } from './entity.js';
import { Contention, Draining } from './errors.js';
import { metaOf } from './command-meta.js';
import { Recent } from './recent.js';
import { Receipt } from './receipt.js';
import type { Snapshots } from './snapshots.js';
import { backOff } from './waiting.js';

/** The most entities kept in memory. */
const CACHED = 20_000;
/** The most waiting commands of one stream that are decided in one append. */
const TOGETHER = 128;
/** How often a decision is made anew because another writer was faster. */
const TRIES = 8;
/** How often an append is tried while its outcome is unknown. */
const ASKS = 3;

/** Turns commands into facts: load, decide, append; once per command id, in turn per stream. */
export class Commands {
  private readonly entities: Recent<string, Entity>;
  private readonly inHand = new Set<Promise<unknown>>();
  private draining = false;

  constructor(
    private readonly store: EventStore,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    cached = CACHED,
  ) {
    this.entities = new Recent(cached, ({ busy }) => busy);
  }

  /**
   * Decides an issued command and answers when its facts are durable. Rejects with the domain's `Refusal`, with
   * `RevisionMismatch`, {@link Contention} or {@link Draining}, or with the store's failures.
   */
  execute(aggregate: Aggregate, command: Command): Promise<Receipt> {
    if (this.draining) return Promise.reject(new Draining('No more commands are taken: shutting down.'));
    const entity = this.entityOf(aggregate, aggregate.idOf(command));
    return new Promise((resolve, reject) => {
      entity.queue.push({ command, meta: metaOf(command), resolve, reject });
      if (!entity.busy) this.keepInHand(this.serve(entity));
    });
  }

  /** Refuses further commands and resolves when those in hand have been answered. */
  async drain(): Promise<void> {
    this.draining = true;
    while (this.inHand.size > 0) await Promise.all(this.inHand);
  }

  private keepInHand(work: Promise<void>): void {
    this.inHand.add(work);
    void work.finally(() => this.inHand.delete(work));
  }

  private entityOf(aggregate: Aggregate, id: string): Entity {
    const stream = `${aggregate.name}-${id}`;
    const known = this.entities.get(stream);
    if (known) return known;
    const entity = new Entity(aggregate, id, stream);
    this.entities.set(stream, entity);
    return entity;
  }

  private async serve(entity: Entity): Promise<void> {
    entity.busy = true;
    while (entity.queue.length > 0) await this.answer(entity, entity.queue.splice(0, TOGETHER));
    entity.busy = false;
  }

  /** What the store will never take is told only to the one who sent it. */
  private async answer(entity: Entity, batch: readonly Waiting[]): Promise<void> {
    try {
      await this.handle(entity, batch);
    } catch (failure) {
      entity.loaded = false;
      if (failure instanceof BadAppend && batch.length > 1) {
        for (const waiting of batch) await this.answer(entity, [waiting]);
      } else for (const { reject } of batch) reject(failure);
    }
  }

  /** Load, decide, append: the heart. Conflicts start it again with the stream's new tail. */
  private async handle(entity: Entity, batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (!entity.loaded) await entity.load(this.store, this.snapshots);
      const now = new Date(this.clock.now()).toISOString();
      const { verdicts, events, state } = await decide(entity, batch, now, this.store);
      try {
        if (events.length > 0) entity.moveTo(state, await this.append(entity, events));
      } catch (failure) {
        if (!(failure instanceof WrongExpectedRevision)) throw failure;
        if (attempt === TRIES) throw new Contention(`${entity.stream} changed ${TRIES} times meanwhile.`);
        entity.loaded = false;
        await backOff(attempt);
        continue;
      }
      failpoint('engine.before-answer');
      this.settle(entity, batch, verdicts);
      return;
    }
  }

  /** Repeats an append whose outcome is unknown: with the same ids it is written once. */
  private async append(entity: Entity, events: readonly NewEvent[]): Promise<Appended> {
    const expected = entity.revision < 0 ? 'new' : entity.revision;
    let unknown: OutcomeUnknown | undefined;
    for (let attempt = 1; ; attempt += 1) {
      failpoint('engine.before-append');
      try {
        return await this.store.append(entity.stream, events, expected);
      } catch (failure) {
        if (failure instanceof OutcomeUnknown) unknown = failure;
        // That this attempt wrote nothing does not tell what the one before it did.
        if (!unknown || !(failure instanceof OutcomeUnknown || failure instanceof StoreUnavailable))
          throw failure;
        if (attempt === ASKS) throw unknown;
        await backOff(attempt);
      }
    }
  }

  private settle(entity: Entity, batch: readonly Waiting[], verdicts: readonly Verdict[]): void {
    for (const [index, { meta, resolve, reject }] of batch.entries()) {
      const verdict = verdicts[index];
      if (!verdict || 'refused' in verdict) {
        reject(verdict?.refused);
        continue;
      }
      const { revision, position = entity.position, replayed } = verdict;
      if (!replayed) entity.remember(meta.commandId, { revision, position });
      resolve(new Receipt(entity.id, revision, position, replayed));
    }
    if (entity.revision - entity.snapshotAt < PAGE) return;
    entity.snapshotAt = entity.revision;
    this.keepInHand(this.snapshots.take(entity));
  }
}
