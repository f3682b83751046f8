import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DomainEvent, type Meta, newId } from '@waybill/kernel';
import {
  BadAppend,
  type EventStore,
  type NewEvent,
  type Slice,
  START,
  type StoredEvent,
  StoreUnavailable,
  WrongExpectedRevision,
} from './event-store.js';

/** A store under test, which may hold events of others already. */
export interface Opened {
  readonly store: EventStore;
  /** Closes the store and opens what it stored again. */
  reopen(): Promise<EventStore>;
  remove(): Promise<void>;
}

interface Counted extends DomainEvent {
  readonly type: 'Counted' | 'Recounted';
  readonly n: number;
}

/** What every event store promises, as sentences. */
export function eventStoreContract(name: string, open: () => Promise<Opened>): void {
  describe(`${name}, as an event store`, () => {
    let opened: Opened;
    let store: EventStore;

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });

    afterAll(() => opened.remove());

    describe('appending', () => {
      it('gives the events of a stream the revisions 0, 1, 2 and so on', async () => {
        const stream = newStream();
        expect((await store.append(stream, counted(2), 'new')).revision).toBe(1);
        expect((await store.append(stream, counted(1), 1)).revision).toBe(2);
        expect(revisionsOf(await store.read(stream))).toEqual([0, 1, 2]);
      });

      it('answers with the position of the last event it wrote, and later appends with higher ones', async () => {
        const stream = newStream();
        const first = await store.append(stream, counted(2), 'new');
        const second = await store.append(newStream(), counted(1), 'new');
        expect((await store.read(stream)).at(-1)?.position).toBe(first.position);
        expect(first.position > START).toBe(true);
        expect(second.position > first.position).toBe(true);
      });

      it('refuses a new stream that has events already, and tells where it is', async () => {
        const stream = newStream();
        await store.append(stream, counted(3), 'new');
        await expect(store.append(stream, counted(1), 'new')).rejects.toMatchObject({
          name: 'WrongExpectedRevision',
          stream,
          expected: 'new',
          actual: 2,
        });
      });

      it.each([0, 1, 3, 99])('refuses revision %i of a stream that is at 2', async (expected) => {
        const stream = newStream();
        await store.append(stream, counted(3), 'new');
        await expect(store.append(stream, counted(1), expected)).rejects.toMatchObject({
          expected,
          actual: 2,
        });
        expect(await store.read(stream)).toHaveLength(3);
      });

      it.each(['exists', 0] as const)('refuses %s for a stream without events', async (expected) => {
        const refused = store.append(newStream(), counted(1), expected);
        await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
        await expect(refused).rejects.toMatchObject({ expected, actual: undefined });
      });

      it('goes on from wherever a stream is that only has to exist', async () => {
        const stream = newStream();
        await store.append(stream, counted(3), 'new');
        expect((await store.append(stream, counted(2), 'exists')).revision).toBe(4);
      });

      it('lets one writer through of several who expect the same revision at the same time', async () => {
        const stream = newStream();
        await store.append(stream, counted(1), 'new');
        const outcomes = await Promise.allSettled(times(8, () => store.append(stream, counted(2), 0)));
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await store.read(stream)).toHaveLength(3);
      });

      it('keeps the events of one append together in the log', async () => {
        const before = await store.head();
        const streams = times(10, newStream);
        await Promise.all(streams.map((stream) => store.append(stream, counted(3), 'new')));
        const log = await everything(store.readAll({ after: before, filter: { streams } }));
        expect(log).toHaveLength(30);
        const runs = times(10, (index) => log.slice(3 * index, 3 * index + 3));
        for (const run of runs) {
          expect(new Set(run.map(({ stream }) => stream)).size).toBe(1);
          expect(revisionsOf(run)).toEqual([0, 1, 2]);
        }
      });

      it.each<[string, string, readonly NewEvent[]]>([
        ['no events', 'basket-1', []],
        ['a stream without an aggregate', 'basket', counted(1)],
        ['a stream with a space', 'basket-1 2', counted(1)],
        ['a stream without a name', '', counted(1)],
        ['an id that is no UUID', 'basket-1', [{ ...event(1), id: 'event-1' }]],
        ['an event without a type', 'basket-1', [{ ...event(1), type: '' }]],
        ['a version that is no number', 'basket-1', [{ ...event(1), version: Number.NaN }]],
        ['data that is no JSON', 'basket-1', [{ ...event(1), data: circular() }]],
        ['more than a mebibyte', 'basket-1', [event(1), { ...event(2), data: large(1024 * 1024) }]],
      ])('rejects %s for good', async (_, stream, events) => {
        await expect(store.append(stream, events, 'new')).rejects.toBeInstanceOf(BadAppend);
      });
    });

    describe('repeating an append with the same ids', () => {
      it('answers as the first time and writes nothing', async () => {
        const stream = newStream();
        const events = counted(2);
        const first = await store.append(stream, events, 'new');
        expect(await store.append(stream, events, 'new')).toEqual(first);
        expect(await store.read(stream)).toHaveLength(2);
      });

      it('answers as the first time when the stream has gone on since', async () => {
        const stream = newStream();
        await store.append(stream, counted(1), 'new');
        const events = counted(2);
        const first = await store.append(stream, events, 0);
        await store.append(stream, counted(3), 2);
        expect(await store.append(stream, events, 0)).toEqual(first);
        expect(await store.read(stream)).toHaveLength(6);
      });

      it('answers both alike when both are under way', async () => {
        const stream = newStream();
        const events = counted(2);
        const [first, second] = await Promise.all(times(2, () => store.append(stream, events, 'new')));
        expect(second).toEqual(first);
        expect(await store.read(stream)).toHaveLength(2);
      });

      it.each<[string, (events: readonly NewEvent[]) => readonly NewEvent[]]>([
        ['the first id is another', ([, ...rest]) => [event(0), ...rest]],
        ['the last id is another', (events) => [...events.slice(0, -1), event(9)]],
        ['there is one event more', (events) => [...events, event(9)]],
        ['they come in another order', (events) => events.toReversed()],
      ])('is a conflict when %s', async (_, change) => {
        const stream = newStream();
        const events = counted(3);
        await store.append(stream, events, 'new');
        await expect(store.append(stream, change(events), 'new')).rejects.toBeInstanceOf(
          WrongExpectedRevision,
        );
        expect(await store.read(stream)).toHaveLength(3);
      });

      it('is recognised when it only demanded that the stream exist', async () => {
        const stream = newStream();
        await store.append(stream, counted(1), 'new');
        const events = counted(2);
        const first = await store.append(stream, events, 'exists');
        expect(await store.append(stream, events, 'exists')).toEqual(first);
        expect(await store.read(stream)).toHaveLength(3);
      });
    });

    describe('reading a stream', () => {
      it('returns events as they were written', async () => {
        const stream = newStream();
        const written = [event(1, 'Grüße, 🦔 \u0000\n"'), event(2)];
        await store.append(stream, written, 'new');
        const stored = await store.read(stream);
        expect(stored).toMatchObject(written);
        expect(stored[0]).toMatchObject({ stream, revision: 0 });
        expect(new Date(stored[0]?.recordedAt ?? '').toISOString()).toBe(stored[0]?.recordedAt);
      });

      it('finds nothing in a stream that does not exist', async () => {
        expect(await store.read(newStream())).toEqual([]);
      });

      it.each<[object, readonly number[]]>([
        [{}, [0, 1, 2, 3, 4]],
        [{ from: 2 }, [2, 3, 4]],
        [{ max: 2 }, [0, 1]],
        [{ from: 1, max: 2 }, [1, 2]],
        [{ from: 4 }, [4]],
        [{ from: 5 }, []],
        [{ direction: 'backwards' }, [4, 3, 2, 1, 0]],
        [{ direction: 'backwards', max: 2 }, [4, 3]],
        [{ direction: 'backwards', from: 2 }, [2, 1, 0]],
        [{ direction: 'backwards', from: 2, max: 1 }, [2]],
        [{ direction: 'backwards', from: 9, max: 2 }, [4, 3]],
      ])('finds with %j the revisions %j of five', async (range, revisions) => {
        const stream = newStream();
        await store.append(stream, counted(5), 'new');
        expect(revisionsOf(await store.read(stream, range))).toEqual(revisions);
      });

      it('finds every page of a long stream', async () => {
        const stream = newStream();
        for (let length = 0; length < 300; length += 50) {
          await store.append(stream, counted(50), length === 0 ? 'new' : length - 1);
        }
        const again = await opened.reopen();
        store = again;
        for (const from of [0, 1, 62, 63, 64, 65, 127, 128, 200, 299]) {
          const expected = times(Math.min(40, 300 - from), (index) => from + index);
          expect(revisionsOf(await store.read(stream, { from, max: 40 }))).toEqual(expected);
        }
      });
    });

    describe('reading the log', () => {
      it('goes through all streams in the order of commits', async () => {
        const { before, events } = await someLog(store);
        const log = await everything(
          store.readAll({ after: before, filter: { streams: streamsOf(events) } }),
        );
        expect(log.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
        expect(positionsOf(log)).toEqual(positionsOf(log).toSorted());
        expect(new Set(positionsOf(log)).size).toBe(log.length);
      });

      it('hands out the same events as the streams do', async () => {
        const { before, events } = await someLog(store);
        const streams = streamsOf(events);
        const log = await everything(store.readAll({ after: before, filter: { streams } }));
        for (const stream of streams) {
          expect(log.filter((one) => one.stream === stream)).toEqual(await store.read(stream));
        }
      });

      it('goes on after every position without gap or duplicate', async () => {
        const { before, events } = await someLog(store);
        const filter = { streams: streamsOf(events) };
        const log = await everything(store.readAll({ after: before, filter }));
        for (const [index, { position }] of log.entries()) {
          expect(await everything(store.readAll({ after: position, filter }))).toEqual(log.slice(index + 1));
        }
      });

      it('delivers slices of at most so many events, and closes with the end of the log', async () => {
        const { before } = await someLog(store);
        const end = await store.head();
        const slices = await collected(store.readAll({ after: before, max: 3 }));
        expect(Math.max(...slices.map(({ events }) => events.length))).toBe(3);
        expect(slices.at(-1)?.position).toBe(end);
        for (const { events, position } of slices)
          expect((events.at(-1)?.position ?? '') <= position).toBe(true);
      });

      it('tells the end also when nothing matches, or nothing is left', async () => {
        await someLog(store);
        const end = await store.head();
        const nothing = await collected(store.readAll({ filter: { types: ['NeverHappened'] } }));
        expect(nothing.flatMap(({ events }) => events)).toEqual([]);
        expect(nothing.at(-1)?.position).toBe(end);
        expect((await collected(store.readAll({ after: end }))).at(-1)).toEqual({
          events: [],
          position: end,
        });
      });

      it('filters by types, by beginnings of streams, and by both', async () => {
        const { before, events } = await someLog(store);
        const [first = ''] = streamsOf(events);
        const streams = streamsOf(events);
        const found = async (filter: object) =>
          (await everything(store.readAll({ after: before, filter }))).map(({ id }) => id);
        const wanted = (matches: (one: StoredEvent) => boolean) => events.filter(matches).map(({ id }) => id);

        expect(await found({ types: ['Recounted'], streams })).toEqual(
          wanted(({ type }) => type === 'Recounted'),
        );
        expect(await found({ types: ['Recounted', 'Counted'], streams })).toEqual(wanted(() => true));
        expect(await found({ streams: [first] })).toEqual(wanted(({ stream }) => stream === first));
        expect(await found({ streams: [first.slice(0, -1)] })).toEqual(
          wanted(({ stream }) => stream === first),
        );
        expect(await found({ streams: [first], types: ['Counted'] })).toEqual(
          wanted(({ stream, type }) => stream === first && type === 'Counted'),
        );
        expect(await found({ types: [] })).toEqual([]);
        expect(await found({ streams: [] })).toEqual([]);
      });
    });

    describe('subscribing', () => {
      it('delivers what there is and then what comes, in order, without gap or duplicate', async () => {
        const { before, events } = await someLog(store);
        const [stream = ''] = streamsOf(events);
        const filter = { streams: [stream] };
        const length = (await store.read(stream)).length;
        const signal = new AbortController();
        const following = take(
          store.subscribe({ after: before, filter, max: 2, signal: signal.signal }),
          length + 40,
        );
        for (let revision = length - 1; revision < length + 39; revision += 1) {
          await store.append(stream, counted(1), revision);
        }
        expect(await following).toEqual(await store.read(stream));
        signal.abort();
      });

      it('goes on after every position', async () => {
        const { before, events } = await someLog(store);
        const filter = { streams: streamsOf(events) };
        const log = await everything(store.readAll({ after: before, filter }));
        const { signal } = new AbortController();
        for (const [index, { position }] of log.slice(0, -1).entries()) {
          const rest = take(store.subscribe({ after: position, filter, signal }), log.length - index - 1);
          expect(await rest).toEqual(log.slice(index + 1));
        }
      });

      it('serves several subscribers, each with its own filter and its own pace', async () => {
        const before = await store.head();
        const streams = times(4, newStream);
        const { signal } = new AbortController();
        const all = take(store.subscribe({ after: before, filter: { streams }, signal }), 80);
        const each = streams.map((stream) =>
          take(store.subscribe({ after: before, filter: { streams: [stream] }, signal, max: 1 }), 20, turn),
        );
        await Promise.all(
          streams.map(async (stream) => {
            for (let n = 0; n < 20; n += 1) await store.append(stream, counted(1), n === 0 ? 'new' : n - 1);
          }),
        );
        expect(await all).toEqual(await everything(store.readAll({ after: before, filter: { streams } })));
        expect(await Promise.all(each)).toEqual(
          await Promise.all(streams.map((stream) => store.read(stream))),
        );
      });

      it('marks how far it has come, through what does not match, and never ahead of what does', async () => {
        const before = await store.head();
        const [seen, unseen] = [newStream(), newStream()];
        const { signal } = new AbortController();
        const subscription = store.subscribe({ after: before, filter: { streams: [seen] }, max: 1, signal });
        const delivered: StoredEvent[] = [];
        const marks: string[] = [];
        const following = (async () => {
          for await (const { events, position } of subscription) {
            delivered.push(...events);
            marks.push(position);
            const missed = (await store.read(seen)).filter((one) => one.position <= position);
            expect(delivered.slice(0, missed.length)).toEqual(missed);
            if (position >= (await store.head()) && delivered.length === 10) return;
          }
        })();
        for (let n = 0; n < 10; n += 1) {
          await store.append(seen, counted(1), n === 0 ? 'new' : n - 1);
          await store.append(unseen, counted(3), n === 0 ? 'new' : 3 * n - 1);
        }
        await following;
        expect(marks).toEqual(marks.toSorted());
      });

      it('does not run ahead of a slow consumer by more than a slice', async () => {
        const before = await store.head();
        const stream = newStream();
        const { signal } = new AbortController();
        const slices = store.subscribe({ after: before, filter: { streams: [stream] }, max: 5, signal });
        const pulled = slices[Symbol.asyncIterator]();
        await store.append(stream, counted(3), 'new');
        const first = await pulled.next();
        await store.append(stream, counted(20), 2);
        const rest: Slice[] = [];
        while (rest.flatMap(({ events }) => events).length < 20) rest.push((await pulled.next()).value);
        expect(revisionsOf(first.value.events)).toEqual([0, 1, 2]);
        expect(revisionsOf(rest.flatMap(({ events }) => events))).toEqual(times(20, (index) => index + 3));
        expect(Math.max(...rest.map(({ events }) => events.length))).toBeLessThanOrEqual(5);
        await pulled.return?.();
      });

      it('ends when its signal aborts, while it waits, while it delivers, and before it begins', async () => {
        const waiting = new AbortController();
        const after = await store.head();
        const ended = collected(
          store.subscribe({ after, filter: { types: ['Never'] }, signal: waiting.signal }),
        );
        await turn();
        waiting.abort();
        expect((await ended).flatMap(({ events }) => events)).toEqual([]);

        await someLog(store);
        const delivering = new AbortController();
        const slices: Slice[] = [];
        for await (const slice of store.subscribe({ after, max: 1, signal: delivering.signal })) {
          slices.push(slice);
          delivering.abort();
        }
        expect(slices).toHaveLength(1);

        expect(await collected(store.subscribe({ after, signal: AbortSignal.abort() }))).toEqual([]);
      });
    });

    describe('closing', () => {
      it('finishes what is being written, and it is there after reopening', async () => {
        const stream = newStream();
        const appends = times(20, (n) => store.append(`${stream}${n}`, counted(2), 'new'));
        store = await opened.reopen();
        const appended = await Promise.all(appends);
        for (const [n, { position }] of appended.entries()) {
          expect((await store.read(`${stream}${n}`)).at(-1)?.position).toBe(position);
        }
      });

      it('keeps the end of the log, and goes on from there', async () => {
        const stream = newStream();
        const { position } = await store.append(stream, counted(2), 'new');
        store = await opened.reopen();
        expect((await store.head()) >= position).toBe(true);
        expect((await store.append(stream, counted(1), 1)).position > position).toBe(true);
      });

      it('is not in trouble while it is open, and rejects everything afterwards', async () => {
        expect(await store.trouble()).toBeUndefined();
        const closed = store;
        store = await opened.reopen();
        await expect(closed.append(newStream(), counted(1), 'new')).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(closed.read(newStream())).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(closed.head()).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(collected(closed.readAll())).rejects.toBeInstanceOf(StoreUnavailable);
        const { signal } = new AbortController();
        await expect(collected(closed.subscribe({ signal }))).rejects.toBeInstanceOf(StoreUnavailable);
      });
    });
  });
}

const meta: Meta = {
  commandId: newId(),
  correlationId: newId(),
  causationId: newId(),
  actor: { kind: 'system', id: 'contract' },
  occurredAt: '2026-03-01T12:00:00.000Z',
};

/** A stream that no other test knows; its aggregate's name is its own, too. */
function newStream(): string {
  return `basket${newId().replace(/[^a-f]/g, '')}-${newId()}`;
}

function event(n: number, note = ''): NewEvent {
  const data: Counted & { note: string } = { type: n % 3 === 2 ? 'Recounted' : 'Counted', n, note };
  return { id: newId(), type: data.type, version: 1, data, meta };
}

function counted(length: number): readonly NewEvent[] {
  return times(length, (n) => event(n));
}

/** Three streams, grown by appends of different lengths, and their events in the order in which they were written. */
async function someLog(store: EventStore) {
  const before = await store.head();
  const streams = times(3, newStream);
  const written: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (const [index, stream] of streams.entries()) {
      const events = counted(index + 1);
      await store.append(stream, events, round === 0 ? 'new' : round * (index + 1) - 1);
      written.push(...events.map(({ id }) => id));
    }
  }
  const stored = (await Promise.all(streams.map((stream) => store.read(stream)))).flat();
  return { before, events: stored.toSorted((a, b) => written.indexOf(a.id) - written.indexOf(b.id)) };
}

async function collected(slices: AsyncIterable<Slice>): Promise<Slice[]> {
  const all: Slice[] = [];
  for await (const slice of slices) all.push(slice);
  return all;
}

async function everything(slices: AsyncIterable<Slice>): Promise<StoredEvent[]> {
  return (await collected(slices)).flatMap(({ events }) => [...events]);
}

/** The first so many events of a subscription that is then left. */
async function take(
  slices: AsyncIterable<Slice>,
  count: number,
  rest: () => Promise<unknown> = async () => undefined,
): Promise<StoredEvent[]> {
  const taken: StoredEvent[] = [];
  for await (const { events } of slices) {
    taken.push(...events);
    if (taken.length >= count) break;
    await rest();
  }
  return taken;
}

function streamsOf(events: readonly StoredEvent[]): string[] {
  return [...new Set(events.map(({ stream }) => stream))];
}

function revisionsOf(events: readonly StoredEvent[]): number[] {
  return events.map(({ revision }) => revision);
}

function positionsOf(events: readonly StoredEvent[]): string[] {
  return events.map(({ position }) => position);
}

function circular(): DomainEvent {
  const fact = { type: 'Counted', self: {} };
  fact.self = fact;
  return fact;
}

function large(bytes: number): DomainEvent & { readonly filling: string } {
  return { type: 'Counted', filling: 'x'.repeat(bytes) };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
