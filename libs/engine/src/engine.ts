import { START, StoreRefused, type EventStore, type StoredEvent } from '@waybill/event-store';
import {
  ensureKnown,
  isPublished,
  newId,
  type Aggregate,
  type Command,
  type Context,
  type Outside,
  type Position,
} from '@waybill/kernel';
import type { KeyStore } from '@waybill/key-store';
import type { MessageBus, QueueDeclaration } from '@waybill/message-bus';
import type { ReadStore, StateStore } from '@waybill/read-store';
import type { Clock } from './clock.js';
import type { CommandMeta } from './commands/command-meta.js';
import { Commands } from './commands/commands.js';
import type { Receipt } from './commands/receipt.js';
import { RequestPriority } from './commands/request-priority.js';
import { Snapshots } from './commands/snapshots.js';
import { ProcessErasures } from './erasure/process-erasures.js';
import { EraseSubject, Subject } from './erasure/subject.js';
import { Draining } from './errors.js';
import { ensureNamesDiffer } from './context-names.js';
import { ensureLogIsWhole } from './log/ensure-log-is-whole.js';
import { LogFeed } from './log/log-feed.js';
import { ContextFollower } from './ownership/context-follower.js';
import { Leases } from './ownership/leases.js';
import { nameOf } from './projections/context-read-models.js';
import { LocalReadModels, type ReadModelHost } from './projections/read-model-host.js';
import { ReadModels } from './projections/read-models.js';
import { serveReadModels } from './projections/served-read-models.js';
import { WorkerReadModels } from './projections/worker/worker-read-models.js';
import { backfillQueueOf } from './publishing/publisher.js';
import { ReaderHealth, type Health } from './reader-health.js';
import type { ReaderStatus } from './reader-status.js';
import { Seals } from './sealing/seals.js';
import { hasCheckpoints, openCheckpoint } from './state/checkpoints.js';
import { FirstStart } from './state/first-start.js';
import { ParkedItems, type ParkedItem } from './state/parked-items.js';
import { backOff, endsWithin, type Sleep } from './timers.js';

/** What a process does: decide commands and answer queries, follow the log, or both. */
export type Role = 'serve' | 'follow';

export interface EngineOptions {
  readonly store: EventStore;
  readonly reads: ReadStore;
  readonly state: StateStore;
  readonly bus: MessageBus;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly report: (failure: unknown, what: string) => void;
  readonly roles?: ReadonlySet<Role> | undefined;
  /** All queues of the system. Default: those of the contexts that run here. */
  readonly topology?: readonly QueueDeclaration[] | undefined;
  /** The stores of the worker thread in which read models run; without them they run in this thread. */
  readonly worker?:
    | { readonly eventStoreUrl: string; readonly readStoreUrl: string; readonly keyStoreUrl: string }
    | undefined;
  /** After how long without a sign of life another process may take over a context, in milliseconds. */
  readonly leaseTtlMs?: number | undefined;
  /** Sagas that may start at the head although their checkpoint is missing; `all` for every saga. */
  readonly sagasStartAtHead?: readonly string[] | undefined;
  /** Identifies this process among all that share the stores; default: a new id per process. */
  readonly processId?: string | undefined;
  /** How long each stage of a shutdown may take, in milliseconds; then the next one begins. */
  readonly stageMsMax?: number | undefined;
  /** How sagas wait between tries; tests need not wait for real. */
  readonly sleep?: Sleep | undefined;
  /** A clock that never goes backwards, in milliseconds, for leases and health. */
  readonly nowMs?: (() => number) | undefined;
}

const PROCESS = newId();
const BOTH: ReadonlySet<Role> = new Set<Role>(['serve', 'follow']);
const LEASE_TTL_MS = 5_000;
const STAGE_MS_MAX = 5_000;

interface Hosted {
  readonly context: Context;
  readonly outside: <T>(port: Outside<T>) => T;
}

/** What runs between start and stop. */
interface Running {
  readonly commands: Commands;
  readonly parkedItems: ParkedItems;
  readonly feed: LogFeed;
  readonly host: ReadModelHost;
  readonly followers: readonly ContextFollower[];
  readonly health: ReaderHealth;
  readonly following: readonly Promise<void>[];
  readonly subscribing: Promise<unknown>;
}

/** Runs contexts on three stores and a bus: decides commands, and does everything that follows from events. */
export class Engine {
  readonly readModels = new ReadModels();
  private readonly hosted: Hosted[] = [];
  private readonly intake = new AbortController();
  private readonly output = new AbortController();
  private readonly priority = new RequestPriority();
  private readonly seals: Seals;
  private running: Running | undefined;

  constructor(private readonly options: EngineOptions) {
    this.seals = new Seals(options.keys);
  }

  /** Adds a context, before the engine starts. Throws a TypeError when two things have one name that must differ. */
  host(context: Context, outside: <T>(port: Outside<T>) => T): void {
    ensureNamesDiffer(context, this.contexts);
    if (this.options.worker && context.file === undefined) {
      throw new TypeError(`The context ${context.name} must name its file to run in a worker thread.`);
    }
    this.hosted.push({ context, outside });
  }

  get contexts(): readonly Context[] {
    return this.hosted.map(({ context }) => context);
  }

  /**
   * Resolves when commands are accepted and each context is followed here or by another process. Rejects when the stores
   * do not belong together, or when an error in the code keeps a context from being followed; then call {@link stop}.
   */
  async start(): Promise<void> {
    const { store, reads, state, bus, keys, clock, report } = this.options;
    const { seals, nowMs } = this;
    const logId = await store.id();
    await reads.bind(logId);
    await state.bind(logId);
    await keys.bind(logId);
    const head = await store.head();
    await ensureLogIsWhole(head, this.contexts, reads, state);
    const snapshots = await Snapshots.open(state, store, seals, report);
    const commands = new Commands(store, snapshots, seals, clock);
    const erasures = new ProcessErasures({ log: store, keys, seals, commands, nowMs, report });
    await erasures.catchUp(head);
    const parkedItems = await ParkedItems.open(state);
    const feed = new LogFeed(store, head);
    await this.ensureCheckpoints(head);
    await bus.declare(this.topology);
    const roles = this.options.roles ?? BOTH;
    const host = this.hostOf(feed, parkedItems);
    const followers = roles.has('follow')
      ? await this.followersOf({ commands, parkedItems, feed, host })
      : [];
    const { signal } = this.output;
    await serveReadModels(this.contexts, {
      reads,
      followers,
      commands,
      feed,
      readModels: this.readModels,
      signal,
    });
    const subscribing = Promise.all([this.subscribe(feed), erasures.follow(feed, signal)]);
    const following = followers.map((follower) => follower.run(this.intake.signal, this.output.signal));
    const health = new ReaderHealth(feed, followers, nowMs);
    this.running = { commands, parkedItems, feed, host, followers, health, following, subscribing };
    await Promise.all(followers.map(({ ready }) => ready));
  }

  /** Decides a command that somebody waits for. Rejects as {@link Commands.execute} does. */
  execute(aggregate: Aggregate, command: Command, meta: CommandMeta): Promise<Receipt> {
    const { running } = this;
    if (!running) return Promise.reject(new Draining('The engine is not running yet.'));
    return this.priority.request(() => running.commands.execute(aggregate, command, meta));
  }

  /**
   * Erases the personal data of a subject: destroys its key, so that no copy can be read any more, and has read models
   * show that it was erased, within seconds after this has resolved. Repeating it does nothing. Rejects with the
   * `Refusal` `subject-unknown`, and as {@link execute} does.
   */
  async erase(subjectId: string, reason: string, meta: CommandMeta): Promise<Receipt> {
    ensureKnown(
      await this.seals.isKnown(subjectId),
      'subject-unknown',
      'There is no personal data of this subject.',
    );
    const receipt = await this.execute(Subject, new EraseSubject({ subjectId, reason }), meta);
    await this.seals.erase(subjectId);
    return receipt;
  }

  /**
   * These events with plain values, for a reader who may see personal data; `withoutSealed` of the kernel is for those who
   * may not. Rejects with `KeyStoreUnavailable`.
   */
  async open(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    const open = await this.seals.opener(events);
    return events.map((event) => ({ ...event, data: open.plain(event).data }));
  }

  /** Sends the commands of all deadlines that are due by the clock. */
  async tick(): Promise<void> {
    await Promise.all((this.running?.followers ?? []).map((follower) => follower.tick()));
  }

  /** Has every reader write, publish and save what it has in hand, now instead of within a second. */
  async hurry(): Promise<void> {
    await Promise.all((this.running?.followers ?? []).map((follower) => follower.hurry()));
  }

  /** How the readers of this process are doing. */
  readers(): readonly ReaderStatus[] {
    return (this.running?.followers ?? []).flatMap((follower) => follower.readers());
  }

  /** What is ready, and what is not, with the reason. */
  async health(): Promise<readonly Health[]> {
    return this.running?.health.check() ?? [{ name: 'engine', isReady: false, reason: 'It is starting.' }];
  }

  /** Everything that is parked and waits for a person. */
  async parked(): Promise<readonly ParkedItem[]> {
    return (await this.running?.parkedItems.list()) ?? [];
  }

  /** Has something that is parked handled again. Rejects, or resolves to false, when it fails again. */
  async retry(item: ParkedItem): Promise<boolean> {
    return (await this.followerOf(item)?.retry(item)) ?? false;
  }

  /** Forgets something that is parked, for good. */
  async discard(item: ParkedItem): Promise<void> {
    await (this.followerOf(item)?.discard(item) ?? this.running?.parkedItems.remove(item));
  }

  /**
   * Stops in stages: no more events are taken, commands in hand are answered, read models are written, events published,
   * checkpoints saved, stores closed. A stage that takes longer than `stageMsMax` (five seconds by default) is left
   * behind; what it has not done is done after the next start.
   */
  async stop(): Promise<void> {
    const { running } = this;
    this.intake.abort();
    this.readModels.stop();
    if (running) {
      const { commands, following, subscribing, host } = running;
      const sagas = Promise.all(running.followers.map((follower) => follower.intakeEnded));
      await this.stage('sagas', sagas);
      await this.stage('commands', commands.drain());
      this.output.abort();
      await this.stage('read models and publishers', Promise.all([...following, subscribing]));
      await this.stage('worker', host.close());
    }
    const { bus, reads, state, keys, store } = this.options;
    await this.stage('message bus', bus.close());
    await this.stage('read store', reads.close());
    await this.stage('state store', state.close());
    await this.stage('key store', keys.close());
    await this.stage('event store', store.close());
  }

  private followerOf({ by }: ParkedItem): ContextFollower | undefined {
    const context = by.slice(0, by.indexOf('.'));
    return this.running?.followers.find((follower) => follower.context.name === context);
  }

  private async stage(name: string, work: Promise<unknown>): Promise<void> {
    const { report } = this.options;
    const reported = work.catch((failure: unknown) => report(failure, `shutdown: ${name}`));
    if (await endsWithin(this.stageMsMax, reported)) return;
    report(`It has not stopped within ${this.stageMsMax} ms and is left behind.`, `shutdown: ${name}`);
  }

  private get stageMsMax(): number {
    return this.options.stageMsMax ?? STAGE_MS_MAX;
  }

  private get nowMs(): () => number {
    return this.options.nowMs ?? (() => performance.now());
  }

  /** A log without any checkpoint is one of an older release, or of a state store that was replaced. */
  private async ensureCheckpoints(head: Position): Promise<void> {
    const { store, state, clock, sagasStartAtHead = [] } = this.options;
    if (head === START) await (await openCheckpoint(state, 'engine.new-log', 0)).claim();
    if (sagasStartAtHead.includes('all') || (await hasCheckpoints(state))) return;
    for (const { name } of this.contexts) {
      const publisher = new FirstStart(store, clock, 'publisher', `${name}.publisher`);
      if (await publisher.isRecorded()) return;
    }
    throw new StoreRefused(
      'The log has events, but the state store knows of no saga or publisher that has handled any: an older release ' +
        'has written the log, or the state store is another one. Set STATE_STORE_URL to the right one; or start once ' +
        'with SAGAS_START_AT_HEAD=all when everything has been handled: sagas and publishers then go on with new events.',
    );
  }

  private get topology(): readonly QueueDeclaration[] {
    const requests = this.contexts.map(({ name }) => ({ queue: backfillQueueOf(name), topics: [] }));
    return [...(this.options.topology ?? topologyOf(this.contexts)), ...requests];
  }

  private hostOf(feed: LogFeed, parkedItems: ParkedItems): ReadModelHost {
    const { reads, store, clock, report, worker } = this.options;
    if (worker) return new WorkerReadModels({ urls: worker, feed, parkedItems, report });
    const turn = (events: number) => this.priority.turn(events);
    const { seals } = this;
    return new LocalReadModels({ reads, log: store, feed, parkedItems, seals, clock, report, turn });
  }

  private async followersOf(
    parts: Pick<Running, 'commands' | 'parkedItems' | 'feed' | 'host'>,
  ): Promise<readonly ContextFollower[]> {
    const { leaseTtlMs = LEASE_TTL_MS, sagasStartAtHead = [] } = this.options;
    const { nowMs, stageMsMax, seals } = this;
    const { state, clock, processId = PROCESS } = this.options;
    const leases = await Leases.open(state, processId, nowMs, () => clock.now());
    const mayStartAtHead = (saga: string) => sagasStartAtHead.some((name) => name === saga || name === 'all');
    const shared = {
      ...this.options,
      ...parts,
      seals,
      leases,
      leaseTtlMs,
      nowMs,
      stageMsMax,
      mayStartAtHead,
    };
    const { priority, readModels, topology } = this;
    return this.hosted.map(
      ({ context, outside }) =>
        new ContextFollower(context, outside, { ...shared, priority, readModels, topology }),
    );
  }

  /** The one subscription of this process. */
  private async subscribe(feed: LogFeed): Promise<void> {
    const { signal } = this.output;
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      try {
        for await (const slice of this.options.store.subscribe({ after: feed.head, signal })) {
          feed.push(slice);
          attempt = 5;
        }
      } catch (failure) {
        if (!signal.aborted) this.options.report(failure, 'subscription to the log');
        await backOff(attempt, signal);
      }
    }
  }
}

/** The queues of these contexts: one per saga and per replica. */
export function topologyOf(contexts: readonly Context[]): readonly QueueDeclaration[] {
  return contexts.flatMap((context) => [
    ...context.sagas
      .filter(({ publishedEvents }) => publishedEvents.length > 0)
      .map(({ id, publishedEvents }) => ({ queue: `${context.name}.${id}`, topics: publishedEvents })),
    ...context.projections
      .filter(({ events }) => events.some(isPublished))
      .map((replica) => ({ queue: nameOf(context, replica), topics: replica.events })),
  ]);
}
