import type { LogReader } from '@waybill/event-store';
import type { Context, Due, Position, Projection } from '@waybill/kernel';
import type { Message } from '@waybill/message-bus';
import type { Collection, ReadStore } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import { deadlineProjection } from '../deadlines/deadline-projection.js';
import type { LogFeed } from '../log/log-feed.js';
import { OwnEvents } from '../log/own-events.js';
import type { Sources } from '../publishing/sources.js';
import type { ReaderStatus } from '../reader-status.js';
import type { Seals } from '../sealing/seals.js';
import { openCheckpoint } from '../state/checkpoints.js';
import type { ParkedItem, ParkedItems } from '../state/parked-items.js';
import { aborted, pause } from '../timers.js';
import { Projector, type ProjectorParts } from './projector.js';
import type { NeededBackfill } from './replica-repairs.js';
import { Replica, type Unfinished } from './replica.js';

/**
 * Between two writes of deadlines, in milliseconds: most are cleared soon after they are set, and those that come and go
 * between two writes cost none.
 */
const WRITE_DEADLINES_EVERY_MS = 2_000;

const HOUR_MS = 3_600_000;
/** A process that has lost its lease writes nothing a day later, so that no fence is needed against it. */
const TOMBSTONES_KEPT_MS = 24 * HOUR_MS;
const PURGE_EVERY_MS = HOUR_MS;

/** How long a read model may take to be built before its former version is kept until the next start, in milliseconds. */
const BUILD_MS_MAX = 3_600_000;

export interface ReadModelParts {
  readonly reads: ReadStore;
  readonly log: Pick<LogReader, 'readAll' | 'read'>;
  readonly feed: LogFeed;
  readonly parkedItems: Pick<ParkedItems, 'add' | 'remove' | 'list'>;
  readonly seals: Seals;
  readonly clock: Clock;
  readonly report: (failure: unknown, what: string) => void;
  /** See {@link ProjectorParts}. */
  readonly turn?: ProjectorParts['turn'];
  /** Called when a read model has come further, or fails. */
  readonly changed: (status: ReaderStatus) => void;
}

/** The backfills that one replica needs. */
export interface ReplicaBackfills {
  readonly replica: string;
  readonly needed: readonly NeededBackfill[];
}

/** The read models of one context, at work for one owner. Everything it takes and returns can be cloned to another thread. */
export class ContextReadModels {
  private readonly projectors = new Map<string, Projector>();
  private readonly deadlines = new Map<string, Projector<Due>>();
  private readonly replicas = new Map<string, Replica>();
  /** Those of projections that may show personal data. */
  private readonly personal: Projector[] = [];
  private erasing: readonly Promise<boolean>[] = [];
  private readonly collections: Pick<Collection, 'purge'>[] = [];
  private readonly repairs = new Map<string, Promise<boolean>>();

  private constructor(
    private readonly context: Context,
    private readonly epoch: number,
    private readonly parts: ReadModelParts,
  ) {}

  static async open(context: Context, epoch: number, parts: ReadModelParts): Promise<ContextReadModels> {
    const models = new ContextReadModels(context, epoch, parts);
    const ownEvents = new OwnEvents(context.aggregates, parts.seals);
    for (const projection of context.projections) {
      if (projection.isReplica) await models.openReplica(projection);
      else {
        const isPersonal = ownEvents.isPersonal(projection);
        const projector = await models.openProjector(projection, ownEvents, { isPersonal });
        models.projectors.set(nameOf(context, projection), projector);
        if (isPersonal) models.personal.push(projector);
      }
    }
    for (const deadline of context.deadlines) {
      const projection = deadlineProjection(deadline);
      const writeEveryMs = WRITE_DEADLINES_EVERY_MS;
      const projector = await models.openProjector<Due>(projection, ownEvents, { writeEveryMs });
      models.deadlines.set(nameOf(context, projection), projector);
    }
    return models;
  }

  /** The backfills that replicas need. */
  async claim(): Promise<readonly ReplicaBackfills[]> {
    const replicas = [...this.replicas.values()];
    return Promise.all(
      replicas.map(async (replica) => ({ replica: replica.name, needed: await replica.claim() })),
    );
  }

  /** Runs until the signal aborts and everything in hand is written; rejects as {@link Projector.run} does. */
  async run(signal: AbortSignal): Promise<void> {
    const all = [...this.projectors.values(), ...this.deadlines.values()];
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    try {
      const work = [
        ...all.map((projector) => projector.run(either)),
        this.dropOldVersions(either),
        this.purgeTombstones(either),
      ];
      await Promise.all([aborted(either), ...work]);
    } finally {
      // When one of them has failed, nothing of the others must keep the process alive.
      ended.abort();
      for (const { progress } of all) progress.giveUp();
      for (const replica of this.replicas.values()) replica.giveUp();
    }
  }

  async fold(replica: string, messages: readonly Message[]): Promise<void> {
    await this.parts.turn?.(messages.length);
    await this.replicaOf(replica).fold(messages);
  }

  /** Has every read model write what it has, now. */
  hurry(): void {
    for (const projector of [...this.projectors.values(), ...this.deadlines.values()]) projector.hurry();
  }

  /** Has a read model write what it has as soon as it reaches a position. */
  async wait(name: string, position: Position, timeoutMs: number): Promise<boolean> {
    const model = this.projectors.get(name) ?? this.deadlines.get(name) ?? this.replicas.get(name);
    return model ? model.progress.wait(position, timeoutMs) : false;
  }

  /** Deletes a deadline, unless it was moved to another time. */
  async removeDue(name: string, { id, at }: Due): Promise<void> {
    await this.deadlines.get(name)?.remove(id, (due) => due.at === at);
  }

  /** Has a parked item of a projection handled again. False when that fails, or when it is of no projection here. */
  async retry(item: ParkedItem): Promise<boolean> {
    const projector = this.projectors.get(item.by) ?? this.deadlines.get(item.by);
    return (await projector?.retry(item)) ?? false;
  }

  /** Starts to repair a parked item of a replica; {@link repaired} tells how it ends. */
  async repair(item: ParkedItem): Promise<readonly NeededBackfill[]> {
    const { needed, repaired } = await this.replicaOf(item.by).repair(item);
    this.repairs.set(`${item.by}/${item.what}`, repaired);
    return needed;
  }

  async repaired(item: ParkedItem): Promise<boolean> {
    const id = `${item.by}/${item.what}`;
    const repaired = await (this.repairs.get(id) ?? false);
    this.repairs.delete(id);
    return repaired;
  }

  /**
   * Removes what is shown of these subjects, whose keys are to be destroyed; returns the backfills that replicas need for
   * that. {@link erased} tells when it is done.
   */
  async erase(subjects: readonly string[]): Promise<readonly ReplicaBackfills[]> {
    for (const subject of subjects) await this.parts.seals.erase(subject);
    for (const projector of this.personal) await projector.erase(subjects);
    const repairs = await Promise.all([...this.replicas.values()].map((replica) => replica.erase(subjects)));
    this.erasing = repairs.map(({ repaired }) => repaired);
    return [...this.replicas.keys()].map((replica, index) => ({
      replica,
      needed: repairs[index]?.needed ?? [],
    }));
  }

  /** Whether nothing is left of what was to be erased, also in the store's files. False when it must be tried again. */
  async erased(): Promise<boolean> {
    if ((await Promise.all(this.erasing)).includes(false)) return false;
    for (const model of [...this.personal, ...this.replicas.values()]) await model.scrub();
    return true;
  }

  statuses(): readonly ReaderStatus[] {
    const all = [...this.projectors.values(), ...this.deadlines.values(), ...this.replicas.values()];
    return all.map(({ status }) => status);
  }

  private replicaOf(name: string): Replica {
    const replica = this.replicas.get(name);
    if (!replica) throw new TypeError(`${this.context.name} has no replica ${name}.`);
    return replica;
  }

  private async openProjector<D extends object>(
    projection: Projection<D>,
    ownEvents: OwnEvents,
    options: Pick<ProjectorParts, 'isPersonal' | 'writeEveryMs'>,
  ): Promise<Projector<D>> {
    const name = nameOf(this.context, projection);
    const collection = await openReadModel(this.parts.reads, this.context, projection);
    this.collections.push(collection);
    const mayElide = this.parts.reads.isExclusive;
    const parts = { ...this.parts, ownEvents, mayElide, ...options };
    const projector = new Projector<D>(name, projection, collection, this.epoch, parts);
    projector.onChange = () => this.parts.changed(projector.status);
    return projector;
  }

  private async openReplica(projection: Projection): Promise<void> {
    const { reads } = this.parts;
    const name = nameOf(this.context, projection);
    const collection = await openReadModel(reads, this.context, projection);
    this.collections.push(collection);
    const id = `${name}@${projection.version}`;
    const checkpoint = await openCheckpoint<Sources>(reads, id, this.epoch);
    const erasures = await openCheckpoint<Unfinished>(reads, `${id}.erasures`, this.epoch);
    const replica = new Replica(name, projection, collection, checkpoint, erasures, this.parts);
    replica.onChange = () => this.parts.changed(replica.status);
    this.replicas.set(name, replica);
  }

  /** Forgets, every hour, the tombstones of documents that were deleted a day ago: no former owner writes any more. */
  private async purgeTombstones(signal: AbortSignal): Promise<void> {
    const { clock, report } = this.parts;
    while (!signal.aborted) {
      for (const collection of this.collections) {
        await collection.purge(clock.now() - TOMBSTONES_KEPT_MS).catch((failure: unknown) => {
          if (!signal.aborted) report(failure, `tombstones of ${this.context.name}`);
        });
      }
      await pause(PURGE_EVERY_MS, signal);
    }
  }

  /** A former version of a read model is deleted when the present one has caught up. */
  private async dropOldVersions(signal: AbortSignal): Promise<void> {
    const { reads, feed, report } = this.parts;
    for (const projection of this.context.projections) {
      if (signal.aborted) return;
      const name = nameOf(this.context, projection);
      const versions = await reads.versions(name);
      const old = versions.filter((version) => version < projection.version);
      if (old.length === 0) continue;
      const isBuilt = this.wait(name, feed.head, BUILD_MS_MAX);
      if (!(await Promise.race([isBuilt, aborted(signal).then(() => false)]))) continue;
      for (const version of old) {
        const former = await reads.collection({ ...projection, name, version });
        await former.drop().catch((failure: unknown) => report(failure, `drop ${name} version ${version}`));
      }
    }
  }
}

/** `<context>.<read model>`. */
export function nameOf(context: Pick<Context, 'name'>, projection: Pick<Projection, 'name'>): string {
  return `${context.name}.${projection.name}`;
}

/** The collection of a read model's present version. */
export function openReadModel<D extends object>(
  reads: ReadStore,
  context: Pick<Context, 'name'>,
  projection: Projection<D>,
): Promise<Collection<D>> {
  const { version, fields } = projection;
  const name = nameOf(context, projection);
  const search = (document: D) => projection.search?.(document) ?? '';
  return reads.collection<D>({ name, version, fields, ...(projection.search && { search }) });
}
