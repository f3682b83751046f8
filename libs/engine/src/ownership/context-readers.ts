import type { EventStore } from '@waybill/event-store';
import { newId, type Context, type Due, type Outside, type Position } from '@waybill/kernel';
import { QueueUnknown, type Delivery, type MessageBus, type QueueDeclaration } from '@waybill/message-bus';
import type { ReadStore, StateStore } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import type { Commands } from '../commands/commands.js';
import type { RequestPriority } from '../commands/request-priority.js';
import { deadlineProjection } from '../deadlines/deadline-projection.js';
import { Ticker } from '../deadlines/ticker.js';
import { reasonOf } from '../errors.js';
import { DocumentErasures } from '../erasure/document-erasures.js';
import type { LogFeed } from '../log/log-feed.js';
import { OwnEvents } from '../log/own-events.js';
import { nameOf, openReadModel, type ReplicaBackfills } from '../projections/context-read-models.js';
import type { ReadModelGroup, ReadModelHost } from '../projections/read-model-host.js';
import type { ReadModels } from '../projections/read-models.js';
import { ReplicaConsumer } from '../projections/replica-consumer.js';
import type { NeededBackfill } from '../projections/replica-repairs.js';
import { backfillQueueOf, Publisher } from '../publishing/publisher.js';
import type { ReaderStatus } from '../reader-status.js';
import { SagaCommands } from '../sagas/saga-commands.js';
import { SagaRunner, type SagaCheckpoint } from '../sagas/saga-runner.js';
import type { Seals } from '../sealing/seals.js';
import { openCheckpoint, type Checkpoint } from '../state/checkpoints.js';
import type { ParkedItem, ParkedItems } from '../state/parked-items.js';
import { pause, type Sleep } from '../timers.js';

/** How often deadlines are looked at, in milliseconds. */
const TICK_EVERY_MS = 500;

export interface ReaderParts {
  readonly store: EventStore;
  readonly reads: ReadStore;
  readonly state: StateStore;
  readonly bus: MessageBus;
  readonly feed: LogFeed;
  readonly host: ReadModelHost;
  readonly seals: Seals;
  readonly clock: Clock;
  readonly commands: Commands;
  readonly readModels: ReadModels;
  readonly parkedItems: ParkedItems;
  readonly priority: RequestPriority;
  readonly topology: readonly QueueDeclaration[];
  readonly sleep?: Sleep | undefined;
  readonly mayStartAtHead: (reader: string) => boolean;
  readonly report: (failure: unknown, what: string) => void;
}

/** Everything that one owner runs for a context: read models, sagas, publisher, deadlines. */
export class ContextReaders {
  private readonly sagas = new Map<string, SagaRunner>();
  private readonly tickers = new Map<string, Ticker>();
  private readonly consumers = new Map<string, ReplicaConsumer>();
  private readonly erasures: DocumentErasures;

  private constructor(
    private readonly context: Context,
    private readonly parts: ReaderParts,
    /** Of the read models. */
    private readonly modelStatuses: ReadonlyMap<string, ReaderStatus>,
    private readonly group: ReadModelGroup,
    private readonly publisher: Publisher,
    erased: Checkpoint<Position>,
  ) {
    const request = (backfills: readonly ReplicaBackfills[]) => this.requestAll(backfills);
    this.erasures = new DocumentErasures(`${context.name}.erasures`, {
      ...parts,
      group,
      request,
      checkpoint: erased,
    });
  }

  /** `intake`: when it aborts, sagas, consumers and deadlines stop. */
  static async open(
    context: Context,
    outside: <T>(port: Outside<T>) => T,
    epoch: number,
    parts: ReaderParts,
    intake: AbortSignal,
  ): Promise<ContextReaders> {
    const { state, reads, host, seals } = parts;
    const ownEvents = new OwnEvents(context.aggregates, seals);
    const statuses = new Map<string, ReaderStatus>();
    const group = await host.open(context, epoch, (status) => void statuses.set(status.name, status));
    const checkpoint = await openCheckpoint<Position>(state, `${context.name}.publisher`, epoch);
    const publisherParts = { ...parts, ownEvents, checkpoint };
    const publisher = new Publisher(context.name, context.publications, epoch, publisherParts);
    const erased = await openCheckpoint<Position>(reads, `${context.name}.erasures`, epoch);
    const readers = new ContextReaders(context, parts, statuses, group, publisher, erased);
    const commands = new SagaCommands(context, outside, parts.commands, parts.readModels);
    await readers.openSagas(commands, ownEvents, epoch, intake);
    await readers.openTickers(commands);
    for (const name of readers.replicas) readers.openConsumer(name, intake);
    return readers;
  }

  /** Takes over the checkpoints, and asks other contexts for the past that new readers need. */
  async claim(): Promise<void> {
    await this.publisher.claim();
    await this.erasures.claim();
    await this.requestAll(await this.group.claim());
    for (const [name, saga] of this.sagas) await this.request(name, await saga.claim());
    for (const ticker of this.tickers.values()) await ticker.claim();
  }

  /** Starts sagas, consumers and deadlines; each promise settles when its work has ended. */
  runIntake(intake: AbortSignal): readonly Promise<void>[] {
    return [
      ...[...this.sagas.values()].map((saga) => saga.run()),
      ...[...this.consumers].map(([name, consumer]) => this.consume(name, consumer, intake)),
      this.keepTicking(intake),
      this.erasures.run(intake),
    ];
  }

  /** Starts read models and publisher. */
  runOutput(output: AbortSignal): readonly Promise<void>[] {
    return [this.group.run(output), this.publisher.run(output)];
  }

  get statuses(): readonly ReaderStatus[] {
    const sagas = [...this.sagas.values()].map(({ status }) => status);
    return [...this.modelStatuses.values(), ...sagas, this.publisher.status, this.erasures.status];
  }

  /** How far a read model has come. */
  positionOf(readModel: string): Position | undefined {
    return this.modelStatuses.get(readModel)?.position;
  }

  /** Whether a read model reaches a position in time. */
  wait(readModel: string, position: Position, timeoutMs: number): Promise<boolean> {
    return this.group.wait(readModel, position, timeoutMs);
  }

  /** Has every reader write and save what it has in hand, now. */
  async hurry(): Promise<void> {
    for (const consumer of this.consumers.values()) consumer.hurry();
    this.group.hurry();
    await Promise.all([...this.sagas.values()].map((saga) => saga.hurry()));
    await this.publisher.hurry();
  }

  /** Has the publisher tell its consumers how far it has come. */
  hurryMark(): void {
    this.publisher.hurryMark();
  }

  /** Has a replica fold what it has received. */
  hurryReplica(name: string): void {
    this.consumers.get(name)?.hurry();
  }

  async tick(): Promise<void> {
    await Promise.all([...this.tickers.values()].map((ticker) => ticker.tick()));
  }

  /** Has a parked item handled again. Rejects, or resolves to false, when it fails again or is of no reader here. */
  async retry(item: ParkedItem): Promise<boolean> {
    const saga = this.sagas.get(item.by);
    const ticker = this.tickers.get(item.by);
    if (saga) await saga.retry(item);
    else if (ticker && item.kind === 'deadline') await ticker.retry(item);
    else if (this.publisher.name === item.by) return this.publisher.retry(item);
    else if (this.replicas.includes(item.by)) return this.repair(item);
    else return this.group.retry(item);
    return true;
  }

  /** Forgets a parked item. */
  async discard(item: ParkedItem): Promise<void> {
    const ticker = this.tickers.get(item.by);
    if (ticker && item.kind === 'deadline') await ticker.discard(item);
    else await this.parts.parkedItems.remove(item);
    this.sagas.get(item.by)?.discarded();
  }

  private get replicas(): readonly string[] {
    const { context } = this;
    return context.projections.filter(({ isReplica }) => isReplica).map((one) => nameOf(context, one));
  }

  private async openSagas(
    commands: SagaCommands,
    ownEvents: OwnEvents,
    epoch: number,
    intake: AbortSignal,
  ): Promise<void> {
    const react = commands.react.bind(commands);
    for (const saga of this.context.sagas) {
      const name = `${this.context.name}.${saga.id}`;
      const checkpoint = await openCheckpoint<SagaCheckpoint>(this.parts.state, name, epoch);
      const parts = { ...this.parts, ownEvents, checkpoint, react };
      this.sagas.set(name, new SagaRunner(name, saga, parts, intake));
    }
  }

  private async openTickers(commands: SagaCommands): Promise<void> {
    for (const deadline of this.context.deadlines) {
      const projection = deadlineProjection(deadline);
      const name = nameOf(this.context, projection);
      const due = await openReadModel(this.parts.reads, this.context, projection);
      const send = commands.fire.bind(commands, name);
      const remove = (one: Due) => this.group.removeDue(name, one);
      this.tickers.set(name, new Ticker(name, deadline, { ...this.parts, due, send, remove }));
    }
  }

  private openConsumer(name: string, signal: AbortSignal): void {
    const fold = (deliveries: readonly Delivery[]) => {
      const messages = deliveries.map(({ message }) => message);
      return this.group.fold(name, messages);
    };
    this.consumers.set(name, new ReplicaConsumer(name, fold, this.parts.report, signal));
  }

  private async consume(name: string, consumer: ReplicaConsumer, signal: AbortSignal): Promise<void> {
    const options = { capacity: consumer.capacity, signal };
    const running = await this.parts.bus.consume(name, options, (delivery) => consumer.receive(delivery));
    await Promise.all([running.done, consumer.done]);
  }

  private async keepTicking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.tick().catch((failure: unknown) =>
        this.parts.report(failure, `deadlines of ${this.context.name}`),
      );
      await pause(TICK_EVERY_MS, signal);
    }
  }

  private async repair(item: ParkedItem): Promise<boolean> {
    await this.request(item.by, await this.group.repair(item));
    return this.group.repaired(item);
  }

  private async requestAll(backfills: readonly ReplicaBackfills[]): Promise<void> {
    for (const { replica, needed } of backfills) await this.request(replica, needed);
  }

  private async request(queue: string, needed: readonly NeededBackfill[]): Promise<void> {
    for (const { publisher, backfill, topics, streams } of needed) {
      const about = { kind: 'backfill-request', id: newId(), topic: 'backfill-request', key: queue } as const;
      const ofStreams = streams && { streams };
      const from = { publisher: this.context.name, epoch: 0 };
      const request = { ...about, ...from, backfill, queue, topics, ...ofStreams };
      try {
        await this.parts.bus.send(backfillQueueOf(publisher), [request]);
      } catch (failure) {
        if (!(failure instanceof QueueUnknown)) throw failure;
        this.parts.report(reasonOf(failure), `${queue} asks ${publisher} for its past`);
      }
    }
  }
}
