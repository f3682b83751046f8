import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EmbeddedEventStore,
  START,
  StoreUnavailable,
  type LogRange,
  type Slice,
  type StoredEvent,
} from '@waybill/event-store';
import { idFrom } from '@waybill/kernel';
import { temporaryFolder } from '@waybill/testing';
import { LogFeed } from './log-feed.js';
import { SharedPages, type Holder } from './shared-pages.js';

/** More than a feed keeps in memory. */
const LENGTH = 10_000;
const APPENDED_AT_A_TIME = 500;
/** What a feed reads from the log at a time. */
const PAGE_EVENTS = 500;
/** What a feed keeps of what was pushed. */
const KEPT_EVENTS = 8_000;

let folder: ReturnType<typeof temporaryFolder>;
let store: EmbeddedEventStore;
let events: readonly StoredEvent[];
let log: WatchedLog;

beforeAll(async () => {
  folder = temporaryFolder();
  store = await EmbeddedEventStore.open(folder.path);
  const actor = { kind: 'system', id: 'feed' } as const;
  for (let from = 0; from < LENGTH; from += APPENDED_AT_A_TIME) {
    const made = Array.from({ length: APPENDED_AT_A_TIME }, (_, index) => {
      const id = idFrom('feed', from + index);
      const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt: '' };
      return { id, type: 'Counted', version: 1, data: { type: 'Counted', nth: from + index }, meta };
    });
    await store.append(`counter-${from}`, made, 'new');
  }
  const all: StoredEvent[] = [];
  for await (const slice of store.readAll()) all.push(...slice.events);
  events = all;
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(() => {
  log = new WatchedLog();
});

const positionOf = (count: number) => events[count - 1]?.position ?? START;
const sliceOf = (from: number, to: number): Slice => ({
  events: events.slice(from, to),
  position: positionOf(to),
});
const all = () => true;
const nothing = () => false;
const feedAt = (count: number) => new LogFeed(log, positionOf(count));

/** Follows until a mark has reached the position, then stops. */
async function follow(
  feed: LogFeed,
  after: string,
  wants: (event: StoredEvent) => boolean,
  until: string,
  max?: number,
): Promise<readonly Slice[]> {
  const stop = new AbortController();
  const slices: Slice[] = [];
  for await (const slice of feed.follow({ after, wants, signal: stop.signal, max })) {
    slices.push(slice);
    if (slice.position >= until) stop.abort();
  }
  return slices;
}
const eventsOf = (slices: readonly Slice[]) => slices.flatMap((slice) => slice.events);

/** The real log, which counts what is read and can be made to fail. */
class WatchedLog {
  readonly reads: string[] = [];
  failure: Error | undefined;
  /** The log as a reader sees it that is behind the writer. */
  visible = LENGTH;

  async *readAll(range: LogRange = {}): AsyncIterable<Slice> {
    this.reads.push(range.after ?? START);
    await turn();
    if (this.failure) throw this.failure;
    const { upTo = positionOf(LENGTH) } = range;
    const seen = positionOf(this.visible);
    yield* store.readAll({ ...range, upTo: seen < upTo ? seen : upTo });
  }
}

describe('the feed of the log', () => {
  it('serves many readers from one subscription, each with what it wants', async () => {
    const feed = feedAt(100);
    const even = ({ position }: StoredEvent) => Number(position) % 2 === 0;
    const end = positionOf(160);
    const readers = [all, even, nothing].map((wants) => follow(feed, positionOf(100), wants, end));
    for (let at = 100; at < 160; at += 20) {
      feed.push(sliceOf(at, at + 20));
      await turn();
    }
    const [everything, half, none] = (await Promise.all(readers)).map(eventsOf);
    expect(everything).toEqual(events.slice(100, 160));
    expect(half).toEqual(events.slice(100, 160).filter(even));
    expect(none).toEqual([]);
    expect(log.reads).toEqual([]);
  });

  it('moves the mark of a reader that wants nothing, in one step for many slices', async () => {
    const feed = feedAt(100);
    const reading = follow(feed, positionOf(100), nothing, positionOf(200));
    for (let at = 100; at < 200; at += 1) feed.push(sliceOf(at, at + 1));
    const slices = await reading;
    expect(slices.at(-1)).toEqual({ events: [], position: positionOf(200) });
  });

  it('says how far the log goes, and whenever that changes', () => {
    const feed = feedAt(3);
    const heads: string[] = [];
    feed.onHead = (head) => heads.push(head);
    expect(feed.head).toBe(positionOf(3));
    feed.push(sliceOf(3, 5));
    feed.push(sliceOf(3, 5));
    expect(feed.head).toBe(positionOf(5));
    expect(heads).toEqual([positionOf(5)]);
  });

  it('shares the pages that are read for readers that lag behind', async () => {
    const feed = feedAt(LENGTH);
    const end = positionOf(LENGTH);
    const readers = [1, 2, 3, 4].map(() => follow(feed, START, all, end));
    for (const slices of await Promise.all(readers)) expect(eventsOf(slices)).toEqual(events);
    expect(log.reads).toHaveLength(LENGTH / PAGE_EVENTS);
    const late = LENGTH - 1_700;
    expect(eventsOf(await follow(feed, positionOf(late), all, end))).toEqual(events.slice(late));
    expect(log.reads).toHaveLength(LENGTH / PAGE_EVENTS);
  });

  it('keeps a bounded number of events, and reads the others from the log again', async () => {
    const feed = feedAt(0);
    for (let at = 0; at < LENGTH; at += 500) feed.push(sliceOf(at, at + 500));
    const end = positionOf(LENGTH);
    expect(eventsOf(await follow(feed, START, all, end))).toEqual(events);
    expect(log.reads).toHaveLength((LENGTH - KEPT_EVENTS) / PAGE_EVENTS);
    expect(eventsOf(await follow(feed, positionOf(LENGTH - KEPT_EVENTS), all, end))).toEqual(
      events.slice(LENGTH - KEPT_EVENTS),
    );
    expect(log.reads).toHaveLength((LENGTH - KEPT_EVENTS) / PAGE_EVENTS);
  });

  it('keeps what was pushed last though it is more than the limit', async () => {
    const feed = feedAt(0);
    feed.push(sliceOf(0, LENGTH));
    expect(eventsOf(await follow(feed, START, all, positionOf(LENGTH)))).toEqual(events);
    expect(log.reads).toEqual([]);
  });

  it('reads from the log where nothing is pushed', async () => {
    const feed = feedAt(10);
    const reading = follow(feed, positionOf(10), all, positionOf(30));
    await turn();
    feed.advance(positionOf(20));
    feed.advance(positionOf(15));
    await turn();
    feed.advance(positionOf(30));
    expect(eventsOf(await reading)).toEqual(events.slice(10, 30));
  });

  it('ends a reader when its signal aborts: while it waits, while it reads, and before it begins', async () => {
    const feed = feedAt(LENGTH);
    const waiting = new AbortController();
    const next = feed.follow({ after: feed.head, wants: all, signal: waiting.signal }).next();
    await turn();
    waiting.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    const reading = new AbortController();
    const first = feed.follow({ after: START, wants: all, signal: reading.signal }).next();
    reading.abort();
    expect(await first).toEqual({ done: true, value: undefined });
    const never = feed.follow({ after: START, wants: all, signal: AbortSignal.abort() });
    expect(await never.next()).toEqual({ done: true, value: undefined });
  });

  it('rejects readers when the log cannot be read, and serves them afterwards', async () => {
    const feed = feedAt(LENGTH);
    log.failure = new StoreUnavailable('away');
    const readers = [1, 2].map(() => follow(feed, START, all, positionOf(LENGTH)));
    for (const outcome of await Promise.allSettled(readers))
      expect(outcome).toMatchObject({ reason: log.failure });
    log.failure = undefined;
    expect(eventsOf(await follow(feed, START, all, positionOf(LENGTH)))).toEqual(events);
  });

  it('rejects a reader whose log is behind what the feed knows, and serves it when the log has come further', async () => {
    const feed = feedAt(100);
    log.visible = 50;
    const after = positionOf(50);
    await expect(follow(feed, after, all, feed.head)).rejects.toThrow('behind');
    log.visible = 100;
    expect(eventsOf(await follow(feed, after, all, feed.head))).toEqual(events.slice(50, 100));
  });

  it('delivers every event once and in order, wherever a reader begins and however the log arrives', async () => {
    const plan = fc.record({
      from: fc.nat(LENGTH),
      head: fc.nat(LENGTH),
      pushes: fc.array(fc.integer({ min: 1, max: 1_200 }), { minLength: 1, maxLength: 12 }),
      readers: fc.array(
        fc.record({
          every: fc.constantFrom(1, 2, 97, LENGTH + 1),
          after: fc.nat(LENGTH),
          max: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ head, pushes, readers }) => {
        const feed = feedAt(head);
        const end = Math.min(LENGTH, head + pushes.reduce((sum, size) => sum + size));
        const reading = readers.map(async ({ every, after, max = 128 }) => {
          const begin = Math.min(after, head);
          const wants = ({ position }: StoredEvent) => Number(position) % every === 0;
          const slices = await follow(feed, positionOf(begin), wants, positionOf(end), max);
          expect(eventsOf(slices).map(({ position }) => position)).toEqual(
            events
              .slice(begin, end)
              .filter(wants)
              .map(({ position }) => position),
          );
          let mark = positionOf(begin);
          for (const slice of slices) {
            expect(slice.events.length).toBeLessThanOrEqual(max);
            for (const { position } of slice.events)
              expect(position > mark && position <= slice.position).toBe(true);
            expect(slice.position >= mark).toBe(true);
            mark = slice.position;
          }
        });
        let at = head;
        for (const size of pushes) {
          if (at >= LENGTH) break;
          feed.push(sliceOf(at, Math.min(LENGTH, at + size)));
          at = Math.min(LENGTH, at + size);
          await turn();
        }
        await Promise.all(reading);
      }),
      { numRuns: 30 },
    );
  }, 30_000);
});

describe('the pages that readers share', () => {
  const end = String(LENGTH).padStart(16, '0');
  const never = new AbortController().signal;

  it('are read once though some readers are much faster than others', async () => {
    const feed = feedAt(LENGTH);
    const paced = async (turns: number) => {
      const stop = new AbortController();
      for await (const { position } of feed.follow({ after: START, wants: all, signal: stop.signal })) {
        for (let n = 0; n < turns; n += 1) await turn();
        if (position === end) stop.abort();
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 40].map(paced));
    expect(log.reads).toHaveLength(LENGTH / PAGE_EVENTS);
  });

  it('are let go for readers ahead when the one behind is stuck', async () => {
    const pages = new SharedPages(log, { pageEvents: PAGE_EVENTS, heldMsMax: 1 });
    await pages.after(START, end, {}, never);
    const ahead: Holder = {};
    for (let at: string = START; at < end;) at = (await pages.after(at, end, ahead, never))?.position ?? end;
    expect(log.reads).toHaveLength(LENGTH / PAGE_EVENTS);
  });

  it('are at most 4,000 events, whoever needs them', async () => {
    const pages = new SharedPages(log, { pageEvents: PAGE_EVENTS, heldMsMax: 3_600_000 });
    const stop = new AbortController();
    const holders = Array.from({ length: 9 }, (): Holder => ({}));
    const begin = (n: number) => positionOf(n * 1_000);
    for (const [n, holder] of holders.slice(0, 8).entries()) {
      expect(await pages.after(begin(n), end, holder, never)).toMatchObject(
        sliceOf(n * 1_000, n * 1_000 + 500),
      );
    }
    const ninth = pages.after(begin(8), end, {}, never);
    const tenth = pages.after(begin(9), end, {}, stop.signal);
    await turn();
    expect(log.reads).toHaveLength(8);
    stop.abort();
    expect(await tenth).toBeUndefined();
    pages.release(holders[3] ?? {});
    expect(await ninth).toMatchObject(sliceOf(8_000, 8_500));
  });
});
