import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DomainEvent, newId, UUID } from '@waybill/kernel';
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
import { readerContract } from './log-reader.contract.js';
import {
  collected,
  counted,
  event,
  everything,
  follow,
  idsOf,
  meta,
  newStream,
  ofStreams,
  positionsOf,
  readLog,
  revisionsOf,
  someLog,
  streamsOf,
  times,
} from './log-samples.contract.js';
import type { Opened } from './opened.contract.js';
import { twoClientsContract } from './two-clients.contract.js';

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

      it('refuses a new stream that has events already, and says where it is', async () => {
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

      it.each([0, 7])('refuses revision %i of a stream without events', async (expected) => {
        const refused = store.append(newStream(), counted(1), expected);
        await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
        await expect(refused).rejects.toMatchObject({ expected, actual: undefined });
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
        const log = await readLog(store, streams, { after: before });
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
        ['more than a mebibyte', 'basket-1', [event(1), eventWith('x'.repeat(1024 * 1024))]],
      ])('rejects %s for good', async (_, stream, events) => {
        await expect(store.append(stream, events, 'new')).rejects.toBeInstanceOf(BadAppend);
      });

      it.each<[string, unknown, string]>([
        ['undefined', { lines: [{}, {}, { note: undefined }] }, 'data.content.lines[2].note is undefined'],
        ['undefined in an array', [1, undefined], 'data.content[1] is undefined'],
        ['a hole in an array', Object.assign([], { length: 2 }), 'data.content[0] is undefined'],
        ['NaN', { total: Number.NaN }, 'data.content.total is NaN'],
        ['infinity', -Infinity, 'data.content is -Infinity'],
        ['negative zero', [-0], 'data.content[0] is -0'],
        ['a function', { call: () => 1 }, 'data.content.call is a function'],
        ['a symbol', Symbol('one'), 'data.content is a symbol'],
        ['a bigint', 1n, 'data.content is a bigint'],
        ['a date', new Date(0), 'data.content is a Date'],
        ['a map', new Map(), 'data.content is a Map'],
        ['bytes', Buffer.from('bytes'), 'data.content is a Buffer'],
        ['an object with its own JSON', { at: { toJSON: () => 'x' } }, 'data.content.at is a Object'],
        ['an object in itself', circular(), 'data.content.self.self'],
      ])('rejects %s in the data, and names the place', async (_, content, place) => {
        const stream = newStream();
        const refused = store.append(stream, [eventWith(content)], 'new');
        await expect(refused).rejects.toBeInstanceOf(BadAppend);
        await expect(refused).rejects.toThrow(place);
        expect(await store.read(stream)).toEqual([]);
      });

      it('rejects NaN in the meta, and leaves out what is undefined there', async () => {
        const stream = newStream();
        const bad = { ...event(1), meta: { ...meta, settled: { 'saga/basket-1': Number.NaN } } };
        await expect(store.append(stream, [bad], 'new')).rejects.toThrow('meta.settled.saga/basket-1 is NaN');
        const loose = structuredClone(meta);
        Reflect.set(loose, 'tenant', undefined);
        Reflect.set(loose.actor, 'name', undefined);
        await store.append(stream, [{ ...event(1), meta: loose }], 'new');
        expect((await store.read(stream)).map((one) => one.meta)).toStrictEqual([meta]);
      });

      it('gives instances of classes back as plain objects', async () => {
        class Address {
          constructor(readonly city: string) {}
        }
        const stream = newStream();
        await store.append(stream, [eventWith(new Address('London'))], 'new');
        expect((await store.read(stream)).map(({ data }) => data)).toStrictEqual([
          { type: 'Counted', content: { city: 'London' } },
        ]);
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
        const log = await readLog(store, streamsOf(events), { after: before });
        expect(idsOf(log)).toEqual(idsOf(events));
        expect(positionsOf(log)).toEqual(positionsOf(log).toSorted());
        expect(new Set(positionsOf(log)).size).toBe(log.length);
      });

      it('delivers the same events as the streams do', async () => {
        const { before, events } = await someLog(store);
        for (const stream of streamsOf(events)) {
          expect(await readLog(store, [stream], { after: before })).toEqual(await store.read(stream));
        }
      });

      it('goes on after every position without gap or duplicate', async () => {
        const { before, events } = await someLog(store);
        const log = await readLog(store, streamsOf(events), { after: before });
        for (const [index, { position }] of log.entries()) {
          expect(await readLog(store, streamsOf(events), { after: position })).toEqual(log.slice(index + 1));
        }
      });

      it('stops at every position that is its last', async () => {
        const { before, events } = await someLog(store);
        const log = await readLog(store, streamsOf(events), { after: before });
        for (const [index, { position }] of log.entries()) {
          const slices = await collected(store.readAll({ after: before, upTo: position, max: 4 }));
          const delivered = slices.flatMap((slice) => [...slice.events]);
          expect(ofStreams(streamsOf(events), delivered)).toEqual(log.slice(0, index + 1));
          expect(slices.at(-1)?.position).toBe(position);
        }
      });

      it('delivers nothing when its last position is not after its first', async () => {
        await someLog(store);
        const after = await store.head();
        expect(await collected(store.readAll({ after, upTo: after }))).toEqual([
          { events: [], position: after },
        ]);
        expect(await everything(store.readAll({ upTo: START }))).toEqual([]);
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

      it('ends where the log ended when it began', async () => {
        const { before, events } = await someLog(store);
        const delivered: StoredEvent[] = [];
        for await (const slice of store.readAll({ after: before, max: 2 })) {
          delivered.push(...slice.events);
          await store.append(newStream(), counted(1), 'new');
        }
        expect(ofStreams(streamsOf(events), delivered)).toEqual(events);
        expect(delivered.at(-1)?.position).toBe(events.at(-1)?.position);
      });

      it('marks the end also when nothing is left', async () => {
        await someLog(store);
        const end = await store.head();
        expect(await collected(store.readAll({ after: end }))).toEqual([{ events: [], position: end }]);
      });
    });

    describe('subscribing', () => {
      it('delivers what there is and then what comes, in order, without gap or duplicate', async () => {
        const { before, events } = await someLog(store);
        const [stream = ''] = streamsOf(events);
        const { length } = await store.read(stream);
        const following = follow(store, [stream], length + 40, { after: before, max: 2 });
        for (let revision = length - 1; revision < length + 39; revision += 1) {
          await store.append(stream, counted(1), revision);
        }
        expect(await following).toEqual(await store.read(stream));
      });

      it('goes on after every position', async () => {
        const { before, events } = await someLog(store);
        const streams = streamsOf(events);
        const log = await readLog(store, streams, { after: before });
        for (const [index, { position }] of log.slice(0, -1).entries()) {
          const rest = await follow(store, streams, log.length - index - 1, { after: position });
          expect(rest).toEqual(log.slice(index + 1));
        }
      });

      it('serves several subscribers, each at its own pace', async () => {
        const after = await store.head();
        const streams = times(4, newStream);
        const all = follow(store, streams, 80, { after });
        const each = streams.map((stream) => follow(store, [stream], 20, { after, max: 1 }, turn));
        await Promise.all(
          streams.map(async (stream) => {
            for (let n = 0; n < 20; n += 1) await store.append(stream, counted(1), n === 0 ? 'new' : n - 1);
          }),
        );
        expect(await all).toEqual(await readLog(store, streams, { after }));
        expect(await Promise.all(each)).toEqual(
          await Promise.all(streams.map((stream) => store.read(stream))),
        );
      });

      it('marks how far it has come, and never ahead of what it has delivered', async () => {
        const after = await store.head();
        const stream = newStream();
        const { signal } = new AbortController();
        const delivered: StoredEvent[] = [];
        const marks: string[] = [];
        const following = (async () => {
          for await (const { events, position } of store.subscribe({ after, max: 2, signal })) {
            delivered.push(...ofStreams([stream], events));
            marks.push(position);
            const due = (await store.read(stream)).filter((one) => one.position <= position);
            expect(delivered).toEqual(due);
            if (delivered.length === 30) return;
          }
        })();
        for (let n = 0; n < 10; n += 1) await store.append(stream, counted(3), n === 0 ? 'new' : 3 * n - 1);
        await following;
        expect(marks).toEqual([...new Set(marks)].toSorted());
      });

      it('delivers the events of a commit in one slice when it has caught up', async () => {
        const after = await store.head();
        const stream = newStream();
        const { signal } = new AbortController();
        const slices = store.subscribe({ after, signal });
        const pulled = slices[Symbol.asyncIterator]();
        for (let n = 0; n < 5; n += 1) {
          const next = pulled.next();
          await store.append(stream, counted(4), n === 0 ? 'new' : 4 * n - 1);
          const { value } = await next;
          expect(revisionsOf(value.events)).toEqual(times(4, (index) => 4 * n + index));
        }
        await pulled.return?.();
      });

      it('does not run ahead of a slow consumer by more than a slice', async () => {
        const after = await store.head();
        const stream = newStream();
        const { signal } = new AbortController();
        const pulled = store.subscribe({ after, max: 5, signal })[Symbol.asyncIterator]();
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
        const ended = collected(store.subscribe({ after, signal: waiting.signal }));
        await turn();
        waiting.abort();
        expect(await ended).toEqual([]);

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

    describe('its id', () => {
      it('is a UUID, and the same after reopening', async () => {
        const id = await store.id();
        expect(id).toMatch(UUID);
        store = await opened.reopen();
        expect(await store.id()).toBe(id);
      });
    });

    readerContract(() => opened);
    twoClientsContract(() => opened);

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
        await expect(closed.id()).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(collected(closed.readAll())).rejects.toBeInstanceOf(StoreUnavailable);
        const { signal } = new AbortController();
        await expect(collected(closed.subscribe({ signal }))).rejects.toBeInstanceOf(StoreUnavailable);
      });
    });
  });
}

function eventWith(content: unknown): NewEvent {
  const data: DomainEvent & { readonly content: unknown } = { type: 'Counted', content };
  return { id: newId(), type: data.type, version: 1, data, meta };
}

function circular(): object {
  const content = { self: {} };
  content.self = content;
  return content;
}
