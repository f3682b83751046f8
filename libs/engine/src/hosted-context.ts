import type { EventStore } from '@waybill/event-store';
import {
  idFrom,
  type Command,
  type Context,
  type Deadline,
  type Due,
  type Envelope,
  type Fact,
} from '@waybill/kernel';
import type { Outside, Position, Projection, Saga } from '@waybill/kernel';
import type { Consumer, MessageBus } from '@waybill/message-bus';
import type { Collection, ReadStore } from '@waybill/read-store';
import type { Clock } from './clock.js';
import type { Commands } from './commands.js';
import { dueProjection } from './due.js';
import { factsOf, type Facts } from './facts.js';
import { Hearer } from './hearer.js';
import { issue } from './issue.js';
import type { Parked, SetAside } from './parked.js';
import { Progress } from './progress.js';
import { Projector } from './projector.js';
import { Publisher } from './publisher.js';
import { Reactor, type Note } from './reactor.js';
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
  /** The most facts that a saga has in hand at a time, as things stand. */
  readonly window: () => number;
  readonly report: (failure: unknown, what: string) => void;
}

/** One context at work: its projections, sagas, deadlines and publications, each a reader of the log of its own. */
export class HostedContext {
  readonly projectors = new Map<string, Projector>();
  readonly reactors = new Map<string, Reactor>();
  private readonly tickers: Ticker[] = [];
  private readonly hearers: Hearer<object>[] = [];
  private readonly publisher: Publisher;
  private readonly facts: Facts;
  private hearing: readonly Consumer[] = [];

  private constructor(
    readonly context: Context,
    private readonly outside: <T>(port: Outside<T>) => T,
    private readonly quarters: Quarters,
  ) {
    const { store, bus, report } = quarters;
    this.facts = factsOf(context.aggregates);
    this.publisher = new Publisher(context.name, context.publications, store, bus, this.facts, report);
  }

  /** Opens the context's read models and checkpoints. Nothing runs before {@link HostedContext.start}. */
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

  /** Runs until the signal aborts. Resolves when every queue is collecting; what it resolves to, when all has ended. */
  async start(signal: AbortSignal): Promise<{ readonly done: Promise<unknown> }> {
    const reactors = await Promise.all([...this.reactors.values()].map((reactor) => reactor.start(signal)));
    this.hearing = await Promise.all(this.hearers.map((hearer) => hearer.run(signal)));
    const projectors = [...this.projectors.values()].map((projector) => projector.run(signal));
    const done = [
      ...reactors.map(({ done: ended }) => ended),
      ...this.hearing.map(({ done: ended }) => ended),
      ...projectors,
      this.publisher.run(signal),
    ];
    return { done: Promise.all(done) };
  }

  /** Commands whatever is due. */
  async tick(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.tick()));
  }

  /** Whether all has been projected, reacted to and published up to a position, and nothing is left to be handled. */
  async hasPassed(head: Position): Promise<boolean> {
    const projectors = [...this.projectors.values()];
    const shown = await Promise.all(projectors.map(({ progress }) => progress.wait(head, 50)));
    const reactors = [...this.reactors.values()];
    return (
      shown.every(Boolean) &&
      this.publisher.progress.position >= head &&
      reactors.every(({ backlog }) => backlog === 0) &&
      reactors.every(({ followsLog, progress }) => !followsLog || progress.position >= head) &&
      this.hearing.every((consumer) => consumer.backlog() === 0)
    );
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
    const { reads, readModels, bus } = this.quarters;
    const name = `${this.context.name}.${projection.name}`;
    const collection = await reads.collection({ ...projection, name, version: 1 });
    if (projection.heard.length === 0) {
      const projector = this.project(name, projection, collection);
      readModels.serve(projection, collection, projector.progress);
      return;
    }
    if (projection.events.length > 0) {
      throw new TypeError(
        `${name} folds our own events and the others' facts; it can keep only one of them in order.`,
      );
    }
    this.hearers.push(new Hearer(name, projection, collection, bus));
    readModels.serve(projection, collection, new Progress());
  }

  private async keep(deadline: Deadline): Promise<void> {
    const { reads, clock } = this.quarters;
    const due = dueProjection(deadline);
    const name = `${this.context.name}.${due.name}`;
    const collection = await reads.collection<Due>({ ...due, name, version: 1 });
    const projector = this.project(name, due, collection);
    this.tickers.push(
      new Ticker(deadline, collection, projector, clock, (command, at) => this.fire(name, command, at)),
    );
  }

  private project<D extends object>(
    name: string,
    projection: Projection<D>,
    collection: Collection<D>,
  ): Projector<D> {
    const { store, clock, report, parkedKeys } = this.quarters;
    const parts = { store, clock, report, facts: this.facts, parked: parkedKeys };
    const projector = new Projector<D>(name, projection, collection, parts);
    this.projectors.set(name, projector);
    return projector;
  }

  private follow(saga: Saga): void {
    const { store, bus, notes, clock, window, report, parkedFacts } = this.quarters;
    const name = `${this.context.name}.${saga.name}`;
    const carryOut = (_: Saga, fact: Fact, envelope: Envelope) => this.carryOut(name, saga, fact, envelope);
    const parts = {
      store,
      bus,
      notes,
      clock,
      window,
      report,
      parked: parkedFacts,
      facts: this.facts,
      carryOut,
    };
    this.reactors.set(name, new Reactor(name, saga, parts));
  }

  private async carryOut(name: string, saga: Saga, fact: Fact, envelope: Envelope): Promise<void> {
    const { readModels } = this.quarters;
    const commands = await saga.react(fact, {
      envelope,
      outside: this.outside,
      read: (projection, id, { fresh = false } = {}) =>
        readModels.get(projection, id, fresh ? { after: envelope.position } : {}),
    });
    const { correlationId, traceparent, tenant } = envelope.meta;
    await Promise.all(
      commands.map((command, index) =>
        this.give(
          issue(command, {
            commandId: idFrom(envelope.id, fact.type, name, index),
            correlationId,
            causationId: envelope.id,
            actor: { kind: 'system', id: name },
            traceparent,
            tenant,
            since: envelope.position,
          }),
        ),
      ),
    );
  }

  private async fire(name: string, command: Command, { id, at }: Due): Promise<void> {
    const commandId = idFrom(name, id, at);
    const actor = { kind: 'system', id: name } as const;
    await this.give(issue(command, { commandId, correlationId: commandId, causationId: commandId, actor }));
  }

  private async give(command: Command): Promise<void> {
    const aggregate = this.context.aggregates.find(
      ({ commands }) => commands[command.constructor.name] === command.constructor,
    );
    if (!aggregate)
      throw new TypeError(`${this.context.name} has no aggregate that decides ${command.constructor.name}.`);
    await this.quarters.commands.execute(aggregate, command);
  }
}
