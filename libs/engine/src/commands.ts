import {
  OutcomeUnknown,
  WrongExpectedRevision,
  type Appended,
  type EventStore,
  type NewEvent,
} from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import { idFrom, type Aggregate, type Command, type Fact } from '@waybill/kernel';
import type { Clock } from './clock.js';
import { Entity, MEMORY, type Waiting } from './entity.js';
import { Contention, Draining, RevisionMismatch } from './errors.js';
import { issueOf, type Issue } from './issue.js';
import { Receipt } from './receipt.js';
import type { Snapshots } from './snapshots.js';
import { backOff } from './waiting.js';

/** Entities kept in memory; the least recently used idle one goes first. */
const CACHED = 20_000;
/** The most waiting commands of one stream that are decided in one append. */
const TOGETHER = 128;
const TRIES = 8;

/** The verdict on one command of a batch: settled once the batch's facts are durable. */
type Verdict = { readonly decided: number; readonly replayed: boolean } | { readonly refused: unknown };

/** Turns commands into facts: load, decide, append; once per command id, in turn per stream. */
export class Commands {
  private readonly entities = new Map<string, Entity>();
  private readonly inHand = new Set<Promise<unknown>>();
  private draining = false;

  constructor(
    private readonly store: EventStore,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly report: (failure: unknown, what: string) => void,
  ) {}

  /**
   * Decides an issued command and answers when its facts are durable. Rejects with the domain's `Refusal`, with
   * {@link RevisionMismatch}, {@link Contention} or {@link Draining}, or with the store's failures.
   */
  execute(aggregate: Aggregate, command: Command): Promise<Receipt> {
    if (this.draining) return Promise.reject(new Draining('No more commands are taken: shutting down.'));
    const entity = this.entityOf(aggregate, aggregate.idOf(command));
    return new Promise((resolve, reject) => {
      entity.queue.push({ command, issue: issueOf(command), resolve, reject });
      if (!entity.busy) this.serve(entity);
    });
  }

  /** Refuses further commands and resolves when those in hand have been answered. */
  async drain(): Promise<void> {
    this.draining = true;
    await Promise.all(this.inHand);
  }

  private entityOf(aggregate: Aggregate, id: string): Entity {
    const stream = `${aggregate.name}-${id}`;
    let entity = this.entities.get(stream);
    if (entity) this.entities.delete(stream);
    else entity = new Entity(aggregate, id, stream);
    this.entities.set(stream, entity);
    if (this.entities.size > CACHED) this.evict();
    return entity;
  }

  private evict(): void {
    for (const [stream, entity] of this.entities) {
      if (entity.busy) continue;
      this.entities.delete(stream);
      return;
    }
  }

  private serve(entity: Entity): void {
    entity.busy = true;
    const work = this.serveAll(entity);
    this.inHand.add(work);
    void work.finally(() => this.inHand.delete(work));
  }

  private async serveAll(entity: Entity): Promise<void> {
    while (entity.queue.length > 0) {
      const batch = entity.queue.splice(0, TOGETHER);
      try {
        await this.handle(entity, batch);
      } catch (failure) {
        this.entities.delete(entity.stream);
        entity.loaded = false;
        for (const { reject } of batch) reject(failure);
      }
    }
    entity.busy = false;
  }

  /** Load, decide, append: the heart. Conflicts start it again with the stream's new tail. */
  private async handle(entity: Entity, batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (!entity.loaded) await entity.load(this.store, this.snapshots);
      const { verdicts, events, state } = await this.decide(entity, batch);
      try {
        if (events.length > 0) {
          const appended = await this.append(entity, events);
          entity.state = state;
          entity.revision = appended.revision;
          entity.position = appended.position;
        }
      } catch (failure) {
        if (!(failure instanceof WrongExpectedRevision)) throw failure;
        if (attempt === TRIES) throw new Contention(`${entity.stream} changed ${TRIES} times meanwhile.`);
        entity.loaded = false;
        await backOff(attempt);
        continue;
      }
      this.settle(entity, batch, verdicts);
      return;
    }
  }

  /** Every waiting command in turn, each seeing what the ones before it decided. */
  private async decide(entity: Entity, batch: readonly Waiting[]) {
    const { aggregate } = entity;
    const now = new Date(this.clock.now()).toISOString();
    const verdicts: Verdict[] = [];
    const events: NewEvent[] = [];
    const decidedHere = new Map<string, number>();
    let { state, revision } = entity;
    for (const { command, issue } of batch) {
      let before = decidedHere.get(issue.commandId) ?? entity.recall(issue.commandId)?.revision;
      if (before === undefined && entity.mayHaveForgotten(issue)) {
        before = (await entity.searchBack(issue, this.store))?.revision;
      }
      if (before !== undefined) {
        verdicts.push({ decided: before, replayed: true });
        continue;
      }
      try {
        if (issue.ifRevision !== undefined && issue.ifRevision !== revision) {
          throw new RevisionMismatch(issue.ifRevision, revision < 0 ? undefined : revision);
        }
        const facts = aggregate.decide(command, state, circumstances(entity.id, now, issue));
        for (const [index, fact] of facts.entries()) {
          state = aggregate.evolve(state, fact);
          events.push(toStore(entity, fact, index, now, issue));
        }
        revision += facts.length;
        if (facts.length > 0) decidedHere.set(issue.commandId, revision);
        verdicts.push({ decided: revision, replayed: false });
      } catch (refused) {
        verdicts.push({ refused });
      }
    }
    return { verdicts, events, state };
  }

  /** Repeats an append whose outcome is unknown: with the same ids it is written once. */
  private async append(entity: Entity, events: readonly NewEvent[]): Promise<Appended> {
    const expected = entity.revision < 0 ? 'new' : entity.revision;
    failpoint('engine.before-append');
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.store.append(entity.stream, events, expected);
      } catch (failure) {
        if (!(failure instanceof OutcomeUnknown) || attempt === 3) throw failure;
        await backOff(attempt);
      }
    }
  }

  private settle(entity: Entity, batch: readonly Waiting[], verdicts: readonly Verdict[]): void {
    failpoint('engine.before-answer');
    for (const [index, { issue, resolve, reject }] of batch.entries()) {
      const verdict = verdicts[index];
      if (!verdict || 'refused' in verdict) {
        reject(verdict?.refused);
        continue;
      }
      const { decided: revision, replayed } = verdict;
      const { position } = entity;
      if (!replayed) entity.remember(issue.commandId, { revision, position });
      resolve(new Receipt(entity.id, revision, position, replayed));
    }
    if (entity.revision - entity.snapshotAt >= MEMORY) this.takeSnapshot(entity);
  }

  private takeSnapshot(entity: Entity): void {
    const { state, revision, position, aggregate, stream } = entity;
    entity.snapshotAt = revision;
    const saving = this.snapshots
      .save(stream, { state, revision, position, version: aggregate.snapshotVersion })
      .catch((failure: unknown) => this.report(failure, `snapshot of ${stream}`));
    this.inHand.add(saving);
    void saving.finally(() => this.inHand.delete(saving));
  }
}

function circumstances(id: string, now: string, issue: Issue) {
  let made = 0;
  return { id, now, actor: issue.actor, newId: () => idFrom(issue.commandId, 'new', made++) };
}

function toStore(entity: Entity, fact: Fact, index: number, now: string, issue: Issue): NewEvent {
  const { commandId, correlationId, causationId, actor, traceparent, tenant } = issue;
  return {
    id: idFrom(entity.stream, commandId, index),
    type: fact.type,
    version: entity.aggregate.versionOf(fact.type),
    data: fact,
    meta: { commandId, correlationId, causationId, actor, occurredAt: now, traceparent, tenant },
  };
}
