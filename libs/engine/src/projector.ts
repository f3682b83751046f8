import { START, type EventStore, type Slice, type StoredEvent } from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import type { Position, Projection } from '@waybill/kernel';
import type { Collection } from '@waybill/read-store';
import type { Clock } from './clock.js';
import { Draft, type Poison } from './draft.js';
import { Errands } from './errands.js';
import type { Facts } from './facts.js';
import type { Parked, SetAside } from './parked.js';
import type { Precedence } from './precedence.js';
import { Progress } from './progress.js';
import { backOff, BEAT, untilBeat } from './waiting.js';

/** Facts read at a time, few, for requests wait while they are folded; and the most folded before they are written. */
const SLICE = 128;
const FOLDED = 8_000;

export interface ProjectorParts {
  readonly store: EventStore;
  readonly facts: Facts;
  /** Keys that wait because a fact could not be folded into their document. */
  readonly parked: Parked;
  readonly clock: Clock;
  readonly precedence: Precedence;
  readonly report: (failure: unknown, what: string) => void;
}

/** Keeps one read model up to the log: folds batches in memory, writes documents with fences, moves the checkpoint. */
export class Projector<D extends object = object> {
  readonly progress = new Progress();
  private readonly draft: Draft<D>;
  private readonly parked = new Set<string>();
  private readonly errands = new Errands(() => this.hurry());
  private folded = 0;
  private seen: Position = START;
  private writtenAt = 0;
  private hurried = Promise.withResolvers<undefined>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly name: string,
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    private readonly parts: ProjectorParts,
    private readonly beat = BEAT,
  ) {
    this.draft = new Draft(projection, collection);
    this.progress.onWait = () => this.hurry();
  }

  /** Follows the log until the signal aborts; after any failure again from the stored checkpoint. */
  async run(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const failing = new AbortController();
      try {
        await this.follow(AbortSignal.any([signal, failing.signal]), () => (attempt = 1));
      } catch (failure) {
        this.parts.report(failure, `projection ${this.name}`);
        failing.abort();
        await backOff(attempt + 5, signal);
      }
    }
    clearTimeout(this.timer);
    this.errands.end();
  }

  /** How far the stored documents have come. */
  checkpoint(): Promise<Position | undefined> {
    return this.collection.checkpoint();
  }

  /** Folds what a parked key has missed; the key stays parked, and it is false, if that fails again. */
  redrive(parked: SetAside): Promise<boolean> {
    return this.errands.add(() => this.catchUp(parked));
  }

  /** Deletes a document that no fact will come to delete, if it is still the one that was meant. */
  forget(key: string, isMeant: (document: D) => boolean): Promise<void> {
    return this.errands.add(async () => {
      await this.flush();
      const [stored] = await this.collection.load([key]);
      if (!stored?.document || !isMeant(stored.document)) return;
      await this.collection.replace([{ ...stored, document: undefined, replaces: stored.fence }]);
      this.draft.release(key);
    });
  }

  private async follow(signal: AbortSignal, succeeded: () => void): Promise<void> {
    this.draft.discard();
    this.folded = 0;
    const after = (await this.collection.checkpoint()) ?? START;
    this.seen = after;
    for (const { what } of await this.parts.parked.list(this.name)) this.parked.add(what);
    this.progress.advance(after);
    const { store, facts } = this.parts;
    const range = { after, filter: facts.named(this.projection.events), max: SLICE };
    const slices = store.subscribe({ ...range, signal })[Symbol.asyncIterator]();
    let next = askFor(slices);
    for (;;) {
      const slice = await this.until(next);
      await this.errands.runAll();
      if (slice?.done) break;
      if (slice) {
        next = askFor(slices);
        await this.fold(slice.value);
        succeeded();
      }
      if (!slice || this.folded >= FOLDED || this.beatOf(Date.now()) > this.beatOf(this.writtenAt))
        await this.flush();
    }
    await this.flush();
  }

  /** The next slice; undefined when it is time to write what has been folded, or an errand waits. */
  private async until(next: Promise<IteratorResult<Slice>>): Promise<IteratorResult<Slice> | undefined> {
    if (this.errands.some) return undefined;
    if (this.seen !== this.progress.position) {
      this.timer ??= setTimeout(() => this.hurry(), untilBeat(this.beat));
    }
    const slice = await Promise.race([next, this.hurried.promise]);
    if (!slice) this.hurried = Promise.withResolvers<undefined>();
    return slice;
  }

  private async fold({ events, position }: Slice): Promise<void> {
    const turn = this.progress.isAwaited ? undefined : this.parts.precedence.turn(events.length);
    if (turn) await Promise.race([turn, this.hurried.promise]);
    const keyed = events.map((event) => ({ event, fact: this.parts.facts.of(event) }));
    const targets = keyed.map(({ event, fact }) => this.projection.keys(fact, event));
    await this.draft.fetch(targets.flat());
    for (const [index, { event, fact }] of keyed.entries()) {
      for (const key of targets[index] ?? []) {
        if (this.parked.has(key)) continue;
        const poison = this.draft.fold(key, event, fact);
        if (poison) await this.park(poison, event);
      }
    }
    this.folded += events.length;
    this.seen = position;
  }

  private beatOf(milliseconds: number): number {
    return Math.floor(milliseconds / this.beat);
  }

  private hurry(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hurried.resolve(undefined);
  }

  private async flush(): Promise<void> {
    if (this.seen === this.progress.position) return;
    failpoint('projector.before-write');
    if (!(await this.draft.write(this.seen)))
      throw new Error('Another projector has written these documents.');
    failpoint('projector.after-write');
    this.folded = 0;
    this.writtenAt = Date.now();
    this.progress.advance(this.seen);
  }

  private async park({ key, reason }: Poison, event: StoredEvent): Promise<void> {
    this.parts.report(reason, `projection ${this.name}: ${event.type} at ${event.position} parks ${key}`);
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const { type, stream, revision, position } = event;
    const what = { by: this.name, what: key, stream, revision, position, event: type };
    await this.parts.parked.add({ ...what, reason, parkedAt });
    this.parked.add(key);
  }

  private async catchUp(parked: SetAside): Promise<boolean> {
    await this.flush();
    const key = parked.what;
    await this.draft.fetch([key]);
    const filter = this.parts.facts.named(this.projection.events);
    for await (const { events } of this.parts.store.readAll({ after: this.draft.peek(key)?.fence, filter })) {
      for (const event of events) {
        if (event.position > this.seen) break;
        const fact = this.parts.facts.of(event);
        if (!this.projection.keys(fact, event).includes(key)) continue;
        if (this.draft.fold(key, event, fact)) return false;
      }
    }
    if (!(await this.draft.write(this.seen)))
      throw new Error('Another projector has written these documents.');
    await this.parts.parked.remove(parked);
    this.parked.delete(key);
    return true;
  }
}

/** The next slice, asked for before it is awaited: when something else fails first, nobody is left to hear of it. */
function askFor(slices: AsyncIterator<Slice>): Promise<IteratorResult<Slice>> {
  const next = slices.next();
  next.catch(() => undefined);
  return next;
}
