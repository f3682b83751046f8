import { START, type LogReader, type Slice, type StoredEvent } from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import { NewerVersion, type Position, type Projection } from '@waybill/kernel';
import { StaleEpoch, type Collection } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import { Draining, OwnershipLost, ReaderStopped, reasonOf } from '../errors.js';
import type { LogFeed } from '../log/log-feed.js';
import type { OwnEvent, OwnEvents } from '../log/own-events.js';
import type { ReaderStatus } from '../reader-status.js';
import { parkedEvent, type ParkedItem, type ParkedItems } from '../state/parked-items.js';
import { backOff } from '../timers.js';
import { DocumentBatch } from './document-batch.js';
import { Exclusive } from './exclusive.js';
import { ReachedPosition } from './reached-position.js';

/** Events folded before they are written. */
const FOLDED_MAX = 8_000;
/**
 * Between two writes, in milliseconds; a waiting reader shortens it. All read models write at the same moments, so that a
 * store can make one transaction of them.
 */
export const WRITE_EVERY_MS = 500;

export interface ProjectorParts {
  readonly log: Pick<LogReader, 'readAll' | 'read'>;
  readonly feed: LogFeed;
  readonly ownEvents: OwnEvents;
  readonly parkedItems: Pick<ParkedItems, 'add' | 'remove' | 'list'>;
  readonly clock: Clock;
  readonly report: (failure: unknown, what: string) => void;
  /** See {@link DocumentBatch}. */
  readonly mayElide: boolean;
  /** Whether its documents may show personal data. */
  readonly isPersonal?: boolean | undefined;
  readonly writeEveryMs?: number | undefined;
  /** Where requests are answered in the same thread: resolves when so many events may be folded; undefined for now. */
  readonly turn?: ((events: number) => Promise<void> | undefined) | undefined;
}

/** Keeps one read model up to the log: folds events in memory, writes documents with fences, moves the checkpoint. */
export class Projector<D extends object = object> {
  readonly progress = new ReachedPosition();
  /** Called when its status may be another one. */
  onChange: () => void = () => undefined;
  private readonly batch: DocumentBatch<D>;
  private readonly exclusive = new Exclusive();
  /** Settles when it is known how far the documents have come, or that this process will not know. */
  private readonly claimed = Promise.withResolvers<void>();
  private readonly wants: (event: StoredEvent) => boolean;
  private readonly parkedKeys = new Set<string>();
  private readonly parkedEvents = new Set<string>();
  private folded = 0;
  private seen: Position = START;
  private startHead: Position = START;
  private writtenAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private failure: string | undefined;
  private fail: (failure: unknown) => void = () => undefined;
  private skipTurn: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    private readonly epoch: number,
    private readonly parts: ProjectorParts,
  ) {
    this.batch = new DocumentBatch(projection, collection, parts.mayElide, parts.isPersonal ?? false);
    this.wants = parts.ownEvents.selector(projection.events);
    this.progress.onWait = () => {
      this.skipTurn();
      this.writeSoon();
    };
    this.progress.onAdvance = () => this.onChange();
    this.claimed.promise.catch(() => undefined);
  }

  /**
   * Follows the log until the signal aborts; after a failure again from the stored checkpoint. Rejects with
   * {@link OwnershipLost}, or with {@link ReaderStopped} at an event that only a newer release can read.
   */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.followInsistently(signal);
    } finally {
      clearTimeout(this.timer);
      this.claimed.reject(new Draining(`The read model ${this.name} has stopped.`));
    }
  }

  get status(): ReaderStatus {
    const { name, failure } = this;
    const { position } = this.progress;
    const parked = this.parkedKeys.size + this.parkedEvents.size;
    const isCatchingUp = position < this.startHead;
    return { name, kind: 'projection', position, isCatchingUp, pending: this.folded, parked, failure };
  }

  /** Has a reader that waits for a position answered as soon as possible. */
  hurry(): void {
    this.writeSoon();
  }

  /** Folds what a parked document or event has missed. False, and still parked, when that fails again. */
  retry(item: ParkedItem): Promise<boolean> {
    return this.exclusive.run(async () => {
      const isHealed = await (item.kind === 'event' ? this.retryEvent(item) : this.catchUp(item));
      this.onChange();
      return isHealed;
    });
  }

  /**
   * Folds the documents that show personal data of these subjects anew, from the streams that they were made from: the
   * keys are destroyed, so that what was sealed with them shows as erased.
   */
  async erase(subjects: readonly string[]): Promise<void> {
    await this.claimed.promise;
    await this.exclusive.run(async () => {
      await this.write();
      const keys = await this.collection.ofSubjects(subjects);
      if (keys.length === 0) return;
      await this.batch.fetch(keys);
      const streams = keys.map((key) => this.batch.streamsOf(key));
      for (const key of keys) this.batch.restart(key);
      const going = new Set(keys);
      for await (const { events } of this.pastOf(streams)) {
        await this.foldAgain(events, going, async (key, stored, failure) => {
          // A parked document ends where it was parked; its retry goes on from there.
          going.delete(key);
          if (!this.parkedKeys.has(key)) await this.parkDocument(key, stored, failure);
        });
      }
      await this.writeBatch();
    });
  }

  /** Leaves nothing in the store's files of what was erased. */
  scrub(): Promise<void> {
    return this.collection.scrub();
  }

  /** Deletes a document that no event will delete, if it is still the one that was meant. */
  remove(key: string, isMeant: (document: D) => boolean): Promise<void> {
    return this.exclusive.run(async () => {
      await this.write();
      const [stored] = await this.collection.load([key]);
      if (!stored?.document || !isMeant(stored.document)) return;
      await this.collection.replace([{ ...stored, document: undefined, replaces: stored.fence }]);
      this.batch.release(key);
    });
  }

  private async followInsistently(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await this.follow(signal, () => {
          attempt = 1;
          this.failed(undefined);
        });
      } catch (failure) {
        if (failure instanceof StaleEpoch) throw new OwnershipLost(failure.message, { cause: failure });
        if (failure instanceof NewerVersion) throw new ReaderStopped(failure.message, { cause: failure });
        this.failed(reasonOf(failure));
        this.parts.report(failure, `projection ${this.name}`);
        await backOff(attempt + 5, signal);
      }
    }
  }

  private failed(failure: string | undefined): void {
    if (failure === this.failure) return;
    this.failure = failure;
    this.onChange();
  }

  private async follow(signal: AbortSignal, succeeded: () => void): Promise<void> {
    const failing = new AbortController();
    this.fail = (failure) => failing.abort(failure);
    const after = await this.restart();
    const either = AbortSignal.any([signal, failing.signal]);
    for await (const slice of this.parts.feed.follow({ after, wants: this.wants, signal: either })) {
      await this.takeTurn(slice.events.length);
      await this.exclusive.run(() => this.fold(slice));
      succeeded();
    }
    failing.signal.throwIfAborted();
    await this.exclusive.run(() => this.write());
  }

  /** Lets requests go first, unless one of them waits for this read model. */
  private async takeTurn(events: number): Promise<void> {
    const turn = this.progress.isAwaited ? undefined : this.parts.turn?.(events);
    if (!turn) return;
    const skipped = Promise.withResolvers<void>();
    this.skipTurn = skipped.resolve;
    await Promise.race([turn, skipped.promise]);
  }

  private async restart(): Promise<Position> {
    this.batch.discard();
    this.folded = 0;
    const { position } = await this.collection.claim(this.epoch);
    this.seen = position;
    // Once: a reader that reads again after a failure is not being built.
    this.startHead ||= this.parts.feed.head;
    this.parkedKeys.clear();
    this.parkedEvents.clear();
    for (const { kind, what } of await this.parts.parkedItems.list(this.name)) {
      (kind === 'document' ? this.parkedKeys : this.parkedEvents).add(what);
    }
    this.progress.advance(position);
    this.claimed.resolve();
    this.onChange();
    return position;
  }

  private async fold({ events, position }: Slice): Promise<void> {
    const open = await this.parts.ownEvents.opener(events);
    const targets: { readonly stored: StoredEvent; readonly own: OwnEvent; readonly key: string }[] = [];
    for (const stored of events) {
      try {
        const own = open.lazy(stored);
        for (const key of this.projection.keys(own.event, stored)) targets.push({ stored, own, key });
      } catch (failure) {
        await this.parkEvent(stored, failure);
      }
    }
    await this.batch.fetch(targets.map(({ key }) => key));
    for (const { stored, own, key } of targets) {
      if (this.parkedKeys.has(key)) continue;
      try {
        this.batch.fold(key, stored, own);
      } catch (failure) {
        await this.parkDocument(key, stored, failure);
      }
    }
    for (const { own } of targets) own.close();
    this.folded += events.length;
    this.seen = position;
    if (this.folded >= FOLDED_MAX || this.momentOf(Date.now()) !== this.momentOf(this.writtenAt))
      await this.write();
    else if (this.progress.isAwaited) this.writeSoon();
    else this.timer ??= setTimeout(() => this.writeSoon(), this.everyMs - (Date.now() % this.everyMs));
  }

  private get everyMs(): number {
    return this.parts.writeEveryMs ?? WRITE_EVERY_MS;
  }

  private momentOf(ms: number): number {
    return Math.floor(ms / this.everyMs);
  }

  private writeSoon(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.exclusive.run(() => this.write()).catch((failure: unknown) => this.fail(failure));
  }

  private async write(): Promise<void> {
    if (this.seen === this.progress.position) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    failpoint('projector.before-write');
    await this.writeBatch();
    failpoint('projector.after-write');
    this.folded = 0;
    this.writtenAt = Date.now();
    this.progress.advance(this.seen);
  }

  private async writeBatch(): Promise<void> {
    const isWritten = await this.batch.write({ position: this.seen, epoch: this.epoch });
    if (!isWritten) throw new Error('Another owner has written these documents; reading them again.');
  }

  /** The event is skipped; the documents that it changes are folded anew when it is retried. */
  private async parkEvent(stored: StoredEvent, failure: unknown): Promise<void> {
    if (failure instanceof NewerVersion) throw failure;
    await this.park('event', stored.id, stored, failure);
    this.parkedEvents.add(stored.id);
  }

  /** Later events of the document wait; all others go on. */
  private async parkDocument(key: string, stored: StoredEvent, failure: unknown): Promise<void> {
    await this.park('document', key, stored, failure);
    this.parkedKeys.add(key);
  }

  private async park(kind: ParkedItem['kind'], what: string, stored: StoredEvent, failure: unknown) {
    const reason = reasonOf(failure);
    this.parts.report(failure, `projection ${this.name}: ${stored.type} at ${stored.position} parks ${what}`);
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const item = { by: this.name, kind, what, ...parkedEvent(stored), reason, attempts: 1, parkedAt };
    await this.parts.parkedItems.add(item);
    this.onChange();
  }

  private async catchUp(item: ParkedItem): Promise<boolean> {
    await this.write();
    const key = item.what;
    await this.batch.fetch([key]);
    const after = this.batch.peek(key)?.fence ?? START;
    if (!(await this.refold([key], after))) return false;
    await this.parts.parkedItems.remove(item);
    this.parkedKeys.delete(key);
    return true;
  }

  private async retryEvent(item: ParkedItem): Promise<boolean> {
    await this.write();
    const keys = await this.keysOf(item);
    if (!keys) return false;
    await this.batch.fetch(keys);
    for (const key of keys) this.batch.restart(key);
    this.parkedEvents.delete(item.what);
    if (!(await this.refold(keys, START))) {
      this.parkedEvents.add(item.what);
      return false;
    }
    await this.parts.parkedItems.remove(item);
    return true;
  }

  /** The documents of an event that could not be read; undefined when it still cannot. */
  private async keysOf({ position, what }: ParkedItem): Promise<readonly string[] | undefined> {
    for await (const { events } of this.parts.log.readAll({ upTo: position })) {
      const stored = events.find(({ id }) => id === what);
      if (!stored) continue;
      try {
        return this.projection.keys(await this.parts.ownEvents.read(stored), stored);
      } catch {
        return undefined;
      }
    }
    return [];
  }

  /** Folds these documents from a position to where the read model is; false, and nothing written, when that fails. */
  private async refold(keys: readonly string[], after: Position): Promise<boolean> {
    const wanted = new Set(keys);
    try {
      for await (const { events } of this.parts.log.readAll({ after, upTo: this.seen })) {
        await this.foldAgain(events, wanted, (_, __, failure) => Promise.reject(failure));
      }
    } catch (failure) {
      this.parts.report(failure, `projection ${this.name}: a retry failed`);
      this.batch.discard();
      return false;
    }
    await this.writeBatch();
    return true;
  }

  /** `failed` decides about a document that an event cannot be folded into; the event's other documents go on. */
  private async foldAgain(
    events: readonly StoredEvent[],
    keys: ReadonlySet<string>,
    failed: (key: string, stored: StoredEvent, failure: unknown) => Promise<void>,
  ): Promise<void> {
    const wanted = events.filter(this.wants);
    const open = await this.parts.ownEvents.opener(wanted);
    for (const stored of wanted) {
      // It would fail here again; whatever documents it changes are folded anew when it is retried.
      if (this.parkedEvents.has(stored.id)) continue;
      const own = open.lazy(stored);
      for (const key of this.projection.keys(own.event, stored).filter((one) => keys.has(one))) {
        try {
          this.batch.fold(key, stored, own);
        } catch (failure) {
          await failed(key, stored, failure);
        }
      }
      own.close();
    }
  }

  /** The events of documents' streams up to where the read model is, in the order of the log. */
  private async *pastOf(
    streams: readonly (readonly string[] | undefined)[],
  ): AsyncGenerator<Pick<Slice, 'events'>> {
    if (streams.some((some) => some === undefined)) {
      yield* this.parts.log.readAll({ upTo: this.seen });
      return;
    }
    const events: StoredEvent[] = [];
    for (const stream of new Set(streams.flatMap((some) => some ?? []))) {
      const past = await this.parts.log.read(stream);
      events.push(...past.filter(({ position }) => position <= this.seen));
    }
    yield { events: events.toSorted((left, right) => (left.position < right.position ? -1 : 1)) };
  }
}
