import type { EventStore } from '@waybill/event-store';
import { newId, type Context, type Due, type Outside, type Position } from '@waybill/kernel';
import { QueueUnknown, type Delivery, type MessageBus, type QueueDeclaration } from '@waybill/message-bus';
import type { ReadStore, StateStore } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import type { Commands } from '../commands/commands.js';
import type { RequestPriority } from '../commands/request-priority.js';
import { deadlineProjection } from '../deadlines/deadline-projection.js';
import { Ticker } from '../deadlines/ticker.js';
import { isProgrammingError, OwnershipLost, ReaderStopped, reasonOf } from '../errors.js';
import type { LogFeed } from '../log/log-feed.js';
import { OwnEvents } from '../log/own-events.js';
import { nameOf, openReadModel } from '../projections/context-read-models.js';
import type { ReadModelGroup, ReadModelHost } from '../projections/read-model-host.js';
import type { ReadModels } from '../projections/read-models.js';
import { ReplicaConsumer } from '../projections/replica-consumer.js';
import type { NeededBackfill } from '../projections/replica-repairs.js';
import { backfillQueueOf, Publisher } from '../publishing/publisher.js';
import type { ReaderStatus } from '../reader-status.js';
import { SagaCommands } from '../sagas/saga-commands.js';
import { SagaRunner, type SagaCheckpoint } from '../sagas/saga-runner.js';
import { openCheckpoint } from '../state/checkpoints.js';
import type { ParkedItem, ParkedItems } from '../state/parked-items.js';
import { aborted, endsWithin, pause, type Sleep } from '../timers.js';
import type { Lease, Leases } from './leases.js';

/** How often deadlines are looked at, in milliseconds. */
const TICK_EVERY_MS = 500;

export interface FollowerParts {
  readonly store: EventStore;
  readonly reads: ReadStore;
  readonly state: StateStore;
  readonly bus: MessageBus;
  readonly feed: LogFeed;
  readonly host: ReadModelHost;
  readonly clock: Clock;
  readonly commands: Commands;
  readonly readModels: ReadModels;
  readonly parkedItems: ParkedItems;
  readonly leases: Leases;
  readonly leaseTtlMs: number;
  /** How long readers may take to stop when ownership is lost, in milliseconds; then they are left behind. */
  readonly stageMsMax: number;
  readonly nowMs: () => number;
  readonly priority: RequestPriority;
  readonly topology: readonly QueueDeclaration[];
  readonly sleep?: Sleep | undefined;
  readonly mayStartAtHead: (saga: string) => boolean;
  readonly report: (failure: unknown, what: string) => void;
}

/** Everything that one owner runs for a context. */
interface Running {
  /** Of the read models. */
  readonly statuses: ReadonlyMap<string, ReaderStatus>;
  readonly group: ReadModelGroup;
  readonly publisher: Publisher;
  readonly sagas: ReadonlyMap<string, SagaRunner>;
  readonly tickers: ReadonlyMap<string, Ticker>;
  readonly consumers: ReadonlyMap<string, ReplicaConsumer>;
}

/**
 * Follows the log for one context while this process owns it: read models, sagas, publisher, deadlines. The lease is
 * renewed; when it is lost, everything stops before another owner could be harmed: writes are fenced by the epoch.
 */
export class ContextFollower {
  private readonly started = Promise.withResolvers<void>();
  private running: Running | undefined;
  private taking: Promise<unknown> = Promise.resolve();
  /** Why this process will not follow the context again. */
  private stopped: string | undefined;

  constructor(
    readonly context: Context,
    private readonly outside: <T>(port: Outside<T>) => T,
    private readonly parts: FollowerParts,
  ) {}

  /**
   * Resolves when the context is followed here, or another process is found to follow it. Rejects when an error in the
   * code keeps it from being followed: that does not pass.
   */
  get ready(): Promise<void> {
    return this.started.promise;
  }

  get isOwner(): boolean {
    return this.running !== undefined;
  }

  /** Why the context cannot be followed by this process; undefined while it can. */
  get stoppedReason(): string | undefined {
    return this.stopped;
  }

  /** Resolves when sagas, consumers and deadlines have stopped. */
  get intakeEnded(): Promise<unknown> {
    return this.taking;
  }

  /** None where another process follows the context. */
  readers(): readonly ReaderStatus[] {
    if (!this.running) return [];
    const { statuses, sagas, publisher } = this.running;
    return [...statuses.values(), ...[...sagas.values()].map(({ status }) => status), publisher.status];
  }

  /** How far a read model has come; undefined where it does not run in this process. */
  positionOf(readModel: string): Position | undefined {
    return this.running?.statuses.get(readModel)?.position;
  }

  /** Whether a read model of this process reaches a position in time; undefined where it does not run here. */
  wait(readModel: string, position: Position, timeoutMs: number): Promise<boolean> | undefined {
    return this.running?.group.wait(readModel, position, timeoutMs);
  }

  /** Has every reader write and save what it has in hand, now. */
  async hurry(): Promise<void> {
    const { publisher, sagas = new Map<string, SagaRunner>(), consumers } = this.running ?? {};
    for (const consumer of consumers?.values() ?? []) consumer.hurry();
    this.running?.group.hurry();
    await Promise.all([...sagas.values()].map((saga) => saga.hurry()));
    await publisher?.hurry();
  }

  async tick(): Promise<void> {
    await Promise.all([...(this.running?.tickers.values() ?? [])].map((ticker) => ticker.tick()));
  }

  /**
   * Follows whenever this process owns the context. `intake`: sagas, consumers and deadlines stop; `output`: read models
   * and publisher stop.
   */
  async run(intake: AbortSignal, output: AbortSignal): Promise<void> {
    while (!intake.aborted && this.stopped === undefined) {
      const lease = await this.acquire(intake);
      if (!lease) break;
      const lost = new AbortController();
      const renewing = this.keepRenewing(lease, lost, output);
      try {
        await this.follow(
          lease.epoch,
          AbortSignal.any([intake, lost.signal]),
          AbortSignal.any([output, lost.signal]),
          lost,
        );
      } catch (failure) {
        this.failed(failure);
      }
      this.running = undefined;
      lost.abort();
      await renewing;
      await lease
        .release()
        .catch((failure: unknown) => this.parts.report(failure, `lease of ${this.context.name}`));
      if (!intake.aborted) await pause(this.parts.leaseTtlMs / 10, intake);
    }
    this.started.resolve();
  }

  /** Has a parked item handled again. Rejects, or resolves to false, when it fails again or is of no reader here. */
  async retry(item: ParkedItem): Promise<boolean> {
    const { running } = this;
    if (!running) return false;
    const saga = running.sagas.get(item.by);
    const ticker = running.tickers.get(item.by);
    if (saga) await saga.retry(item);
    else if (ticker && item.kind === 'deadline') await ticker.retry(item);
    else if (running.publisher.name === item.by) return running.publisher.retry(item);
    else if (this.isReplica(item.by)) return this.repair(item, running.group);
    else return running.group.retry(item);
    return true;
  }

  /** Forgets a parked item. */
  async discard(item: ParkedItem): Promise<void> {
    const ticker = this.running?.tickers.get(item.by);
    if (ticker && item.kind === 'deadline') await ticker.discard(item);
    else await this.parts.parkedItems.remove(item);
    this.running?.sagas.get(item.by)?.discarded();
  }

  private async acquire(signal: AbortSignal): Promise<Lease | undefined> {
    const { leases, leaseTtlMs, report } = this.parts;
    while (!signal.aborted) {
      try {
        const lease = await leases.acquire(this.context.name, leaseTtlMs);
        if (lease) return lease;
      } catch (failure) {
        report(failure, `lease of ${this.context.name}`);
      }
      this.started.resolve();
      await pause(leaseTtlMs / 4, signal);
    }
    return undefined;
  }

  /** Nobody else may take the lease before its time to live is over: that long this process may go on without an answer. */
  private async keepRenewing(lease: Lease, lost: AbortController, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, lost.signal]);
    const { leaseTtlMs, nowMs, report } = this.parts;
    let renewedAtMs = lease.askedAtMs;
    while (!either.aborted) {
      await pause(leaseTtlMs / 4, either);
      if (either.aborted) return;
      const askedAtMs = nowMs();
      let isKept: boolean | undefined;
      const answered = lease.renew().then(
        (kept) => (isKept = kept),
        (failure: unknown) => report(failure, `lease of ${this.context.name}`),
      );
      await endsWithin(Math.max(leaseTtlMs / 4, leaseTtlMs - (askedAtMs - renewedAtMs)), answered);
      if (isKept) renewedAtMs = askedAtMs;
      else if (isKept === false || nowMs() - renewedAtMs >= leaseTtlMs) lost.abort();
    }
  }

  private async follow(
    epoch: number,
    intake: AbortSignal,
    output: AbortSignal,
    lost: AbortController,
  ): Promise<void> {
    const running = await this.open(epoch, intake);
    const { group, publisher, sagas, tickers, consumers } = running;
    await publisher.claim();
    const backfills = await group.claim();
    for (const { replica, needed } of backfills) await this.requestAll(replica, needed);
    for (const [name, saga] of sagas) await this.requestAll(name, await saga.claim());
    for (const ticker of tickers.values()) await ticker.claim();
    this.running = running;
    const taking = [
      ...[...sagas.values()].map((saga) => saga.run()),
      ...[...consumers].map(([name, consumer]) => this.consume(name, consumer, intake)),
      this.keepTicking(intake),
    ];
    this.taking = Promise.allSettled(taking);
    this.started.resolve();
    await this.untilLost([...taking, group.run(output), publisher.run(output)], lost);
  }

  /** Resolves when all work has ended, or some time after ownership was lost. Rejects with the first failure. */
  private async untilLost(work: readonly Promise<unknown>[], lost: AbortController): Promise<void> {
    const { stageMsMax, report } = this.parts;
    const ended = Promise.all(work);
    const failed = ended.catch(() => lost.abort());
    await Promise.race([failed, aborted(lost.signal)]);
    if (!lost.signal.aborted || (await endsWithin(stageMsMax, Promise.allSettled(work)))) {
      await ended;
      return;
    }
    report(
      `It has not stopped within ${stageMsMax} ms and is left behind.`,
      `ownership of ${this.context.name}`,
    );
    // Rejects if it has failed; does not wait for what hangs.
    await Promise.race([ended, Promise.resolve()]);
  }

  private failed(failure: unknown): void {
    const { report } = this.parts;
    if (failure instanceof ReaderStopped) this.stopped = failure.message;
    if (isProgrammingError(failure)) this.started.reject(failure);
    report(
      failure,
      failure instanceof OwnershipLost ? `ownership of ${this.context.name}` : this.context.name,
    );
  }

  private async open(epoch: number, intake: AbortSignal): Promise<Running> {
    const { context, parts } = this;
    const { state, host, commands, readModels } = parts;
    const ownEvents = new OwnEvents(context.aggregates);
    const statuses = new Map<string, ReaderStatus>();
    const group = await host.open(context, epoch, (status) => void statuses.set(status.name, status));
    const sagaCommands = new SagaCommands(context, this.outside, commands, readModels);
    const publisherCheckpoint = await openCheckpoint<Position>(state, `${context.name}.publisher`, epoch);
    const publisherParts = { ...parts, ownEvents, checkpoint: publisherCheckpoint };
    const publisher = new Publisher(context.name, context.publications, epoch, publisherParts);
    const sagas = new Map<string, SagaRunner>();
    for (const saga of context.sagas) {
      const name = `${context.name}.${saga.id}`;
      const checkpoint = await openCheckpoint<SagaCheckpoint>(state, name, epoch);
      const react = sagaCommands.react.bind(sagaCommands);
      sagas.set(name, new SagaRunner(name, saga, { ...parts, ownEvents, checkpoint, react }, intake));
    }
    const tickers = new Map<string, Ticker>();
    for (const deadline of context.deadlines) {
      const projection = deadlineProjection(deadline);
      const name = nameOf(context, projection);
      const due = await openReadModel(parts.reads, context, projection);
      const send = sagaCommands.fire.bind(sagaCommands, name);
      const remove = (one: Due) => group.removeDue(name, one);
      tickers.set(name, new Ticker(name, deadline, { ...parts, due, send, remove }));
    }
    const consumers = new Map(this.replicas().map((name) => [name, this.consumerOf(name, group, intake)]));
    return { statuses, group, publisher, sagas, tickers, consumers };
  }

  private replicas(): readonly string[] {
    const { context } = this;
    return context.projections.filter(({ isReplica }) => isReplica).map((one) => nameOf(context, one));
  }

  private isReplica(name: string): boolean {
    return this.replicas().includes(name);
  }

  private consumerOf(name: string, group: ReadModelGroup, signal: AbortSignal): ReplicaConsumer {
    const fold = (deliveries: readonly Delivery[]) =>
      group.fold(
        name,
        deliveries.map(({ message }) => message),
      );
    return new ReplicaConsumer(name, fold, this.parts.report, signal);
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

  private async repair(item: ParkedItem, group: ReadModelGroup): Promise<boolean> {
    await this.requestAll(item.by, await group.repair(item));
    return group.repaired(item);
  }

  private async requestAll(queue: string, needed: readonly NeededBackfill[]): Promise<void> {
    for (const { publisher, backfill, topics } of needed) {
      const about = { kind: 'backfill-request', id: newId(), topic: 'backfill-request', key: queue } as const;
      const request = { ...about, publisher: this.context.name, epoch: 0, backfill, queue, topics };
      try {
        await this.parts.bus.send(backfillQueueOf(publisher), [request]);
      } catch (failure) {
        if (!(failure instanceof QueueUnknown)) throw failure;
        this.parts.report(reasonOf(failure), `${queue} asks ${publisher} for its past`);
      }
    }
  }
}
