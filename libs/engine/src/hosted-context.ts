import type { EventStore } from '@waybill/event-store';
import type { Context, Deadline, Due, Outside, Position, Projection, Saga } from '@waybill/kernel';
import type { Consumer, MessageBus, Sleep } from '@waybill/message-bus';
import type { Collection, ReadStore } from '@waybill/read-store';
import type { Note } from './checkpoint.js';
import type { Clock } from './clock.js';
import type { Commands } from './commands.js';
import { dueProjection } from './due.js';
import { Facts } from './facts.js';
import { FollowUps } from './follow-ups.js';
import { ensureWhole } from './ensure-whole.js';
import { Hearer } from './hearer.js';
import type { Parked, SetAside } from './parked.js';
import type { Precedence } from './precedence.js';
import { Progress } from './progress.js';
import { Projector } from './projector.js';
import { Publisher } from './publisher.js';
import { Reactor } from './reactor.js';
import type { ReadModels } from './read-models.js';
import { Ticker } from './ticker.js';

/** What the engine gives every context that it runs. */
export interface Quarters {
  readonly store: EventStore;
  readonly reads: ReadStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly commands: Commands;
  readonly readModels: ReadModels;
  readonly notes: Collection<Note>;
  readonly parkedKeys: Parked;
  readonly parkedFacts: Parked;
  readonly precedence: Precedence;
  readonly sleep?: Sleep;
  readonly report: (failure: unknown, what: string) => void;
}

/** How long a projector is waited for when all else has passed, in milliseconds. */
const PATIENCE = 1_000;

/** Most deadlines are lifted soon after they are set: those that come and go between two writes cost none, in milliseconds. */
const DUE_BEAT = 2_000;

/** One context at work: its projections, sagas, deadlines and publications, each a reader of the log of its own. */
export class HostedContext {
  private readonly projectors = new Map<string, Projector>();
  private readonly reactors = new Map<string, Reactor>();
  private readonly tickers: Ticker[] = [];
  readonly hearers: Hearer<object>[] = [];
  readonly publisher: Publisher;
  private readonly facts: Facts;
  private readonly followUps: FollowUps;
  private hearing: readonly Consumer[] = [];

  private constructor(
    private readonly context: Context,
    outside: <T>(port: Outside<T>) => T,
    private readonly quarters: Quarters,
  ) {
    const { commands, readModels } = quarters;
    this.facts = new Facts(context.aggregates);
    this.followUps = new FollowUps(context, outside, commands, readModels);
    this.publisher = new Publisher(context.name, context.publications, { ...quarters, facts: this.facts });
  }

  /** Opens the context's read models and checkpoints. Nothing runs before {@link HostedContext.listen}. */
  static async open(
    context: Context,
    outside: <T>(port: Outside<T>) => T,
    quarters: Quarters,
  ): Promise<HostedContext> {
    const hosted = new HostedContext(context, outside, quarters);
    for (const projection of context.projections) await hosted.show(projection);
    for (const deadline of context.deadlines) await hosted.keep(deadline);
    for (const saga of context.sagas) hosted.follow(saga);
    return hosted;
  }

  /** Rejects with StoreRefused when the log ends before what was made from it. */
  async checkAgainst(head: Position): Promise<void> {
    for (const [name, projector] of this.projectors) ensureWhole(head, await projector.checkpoint(), name);
    for (const [name, reactor] of this.reactors) ensureWhole(head, await reactor.noted(), name);
    ensureWhole(
      head,
      await this.quarters.bus.published(this.context.name),
      `the publisher of ${this.context.name}`,
    );
  }

  /** Takes up what the others tell; resolves when every queue is collecting. What is published before that may be missed. */
  async listen(signal: AbortSignal): Promise<void> {
    const consumers = await Promise.all([
      ...this.hearers.map((hearer) => hearer.run(signal)),
      ...[...this.reactors.values()].map((reactor) => reactor.listen(signal)),
    ]);
    this.hearing = consumers.filter((consumer) => consumer !== undefined);
  }

  /** Has the sagas follow our own facts; resolves when the signal has aborted and all that sagas had in hand is done. */
  async react(signal: AbortSignal): Promise<void> {
    const following = [...this.reactors.values()].map((reactor) => reactor.follow(signal));
    await Promise.all([...following, ...this.hearing.map(({ done }) => done)]);
  }

  /** Shows and publishes what happens; resolves when the signal has aborted and all that was in hand is written. */
  async tell(signal: AbortSignal): Promise<void> {
    const showing = [...this.projectors.values()].map((projector) => projector.run(signal));
    await Promise.all([...showing, this.publisher.run(signal)]);
  }

  /** Commands whatever is due. */
  async tick(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.tick()));
  }

  /** Whether all has been projected, reacted to and published up to a position, and nothing is left to be handled. */
  async hasPassed(head: Position): Promise<boolean> {
    const reactors = [...this.reactors.values()];
    if (this.publisher.progress.position < head) return false;
    if (reactors.some(({ followsLog, progress }) => followsLog && progress.position < head)) return false;
    if (reactors.some(({ backlog }) => backlog > 0)) return false;
    if (this.hearing.some((consumer) => consumer.backlog() > 0)) return false;
    // Asked last: whoever waits for a projector hurries it.
    const projectors = [...this.projectors.values()];
    const shown = await Promise.all(projectors.map(({ progress }) => progress.wait(head, PATIENCE)));
    return shown.every(Boolean);
  }

  /** Has a document or a fact that was set aside handled again; false when nothing of this context knows it. */
  async redrive(parked: SetAside, signal: AbortSignal): Promise<boolean> {
    const projector = this.projectors.get(parked.by);
    if (projector) return projector.redrive(parked);
    const reactor = this.reactors.get(parked.by);
    await reactor?.redrive(parked, signal);
    return reactor !== undefined;
  }

  private async show(projection: Projection): Promise<void> {
    const { reads, readModels } = this.quarters;
    const name = `${this.context.name}.${projection.name}`;
    const collection = await reads.collection({ ...projection, name, version: 1 });
    if (!projection.isReplica) {
      const projector = this.project(name, projection, collection);
      readModels.serve(projection, collection, projector.progress);
      return;
    }
    this.hearers.push(new Hearer(name, projection, collection, this.quarters));
    readModels.serve(projection, collection, new Progress());
  }

  private async keep(deadline: Deadline): Promise<void> {
    const { reads, clock, report } = this.quarters;
    const due = dueProjection(deadline);
    const name = `${this.context.name}.${due.name}`;
    const collection = await reads.collection<Due>({ ...due, name, version: 1 });
    const projector = this.project(name, due, collection, DUE_BEAT);
    const fire = this.followUps.fire.bind(this.followUps, name);
    this.tickers.push(new Ticker(deadline, collection, projector, clock, fire, report));
  }

  private project<D extends object>(
    name: string,
    projection: Projection<D>,
    collection: Collection<D>,
    beat?: number,
  ): Projector<D> {
    const parts = { ...this.quarters, facts: this.facts, parked: this.quarters.parkedKeys };
    const projector = new Projector<D>(name, projection, collection, parts, beat);
    if (this.projectors.has(name)) throw new TypeError(`There are two read models called ${name}.`);
    this.projectors.set(name, projector);
    return projector;
  }

  private follow(saga: Saga): void {
    const name = `${this.context.name}.${saga.name}`;
    const carryOut = this.followUps.react.bind(this.followUps, name, saga);
    const parts = { ...this.quarters, facts: this.facts, parked: this.quarters.parkedFacts, carryOut };
    if (this.reactors.has(name)) throw new TypeError(`There are two sagas called ${name}.`);
    this.reactors.set(name, new Reactor(name, saga, parts));
  }
}
