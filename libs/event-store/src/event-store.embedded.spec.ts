import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DomainEvent, newId, type Position, UUID } from '@waybill/kernel';
import { eventStoreContract } from './event-store.contract.js';
import { EmbeddedEventStore, type EmbeddedOptions } from './event-store.embedded.js';
import {
  type LogReader,
  type NewEvent,
  START,
  type StoredEvent,
  StoreDamaged,
  StoreRefused,
  StoreUnavailable,
} from './event-store.js';
import { openEventStore, openLogReader } from './open-event-store.js';

jest.setTimeout(60_000);

const root = mkdtempSync(join(tmpdir(), 'waybill-log-'));
let folders = 0;

afterAll(() => rmSync(root, { recursive: true }));

eventStoreContract('the embedded log', () => openedFor({}));
eventStoreContract('the embedded log that remembers next to nothing', () =>
  openedFor({ recentEventsMax: 3, headsMax: 2 }),
);

describe('a commit of the embedded log', () => {
  it('is shared by all who append meanwhile, and each is judged on its own', async () => {
    let commits = 0;
    const store = await EmbeddedEventStore.open(newFolder(), { now: () => (commits += 1) });
    const [first, second] = [facts(2), facts(1)];
    const outcomes = await Promise.allSettled([
      store.append('basket-1', first, 'new'),
      store.append('basket-1', facts(1), 'new'),
      store.append('basket-2', facts(1), 'new'),
      store.append('basket-1', second, 1),
      store.append('basket-1', facts(1), 1),
      store.append('basket-1', first, 'new'),
      store.append('basket-3', facts(1), 0),
      store.append('basket-2', facts(1), 0),
    ]);
    expect(commits).toBe(1);
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.revision : 'refused')),
    ).toEqual([1, 'refused', 0, 2, 'refused', 1, 'refused', 1]);
    expect((await store.read('basket-1')).map(({ id }) => id)).toEqual(
      [...first, ...second].map(({ id }) => id),
    );
    expect((await logOf(store)).map(({ position }) => Number(position))).toEqual([1, 2, 3, 4, 5]);
    await store.close();
  });

  it('takes a bounded number of events; the rest goes into the next ones', async () => {
    let commits = 0;
    const store = await EmbeddedEventStore.open(newFolder(), { now: () => (commits += 1) });
    await Promise.all(times(50, (n) => store.append(`basket-${n}`, facts(100), 'new')));
    expect(commits).toBe(3);
    expect(await logOf(store)).toHaveLength(5000);
    await store.close();
  });

  it('is neither read nor acknowledged before it has been fsynced', async () => {
    const folder = newFolder();
    const store = await EmbeddedEventStore.open(folder, { headsMax: 2 });
    const streams = times(5, (n) => `basket-${n}`);
    let acknowledged = 0;
    const appends = streams.map(async (stream) => {
      await store.append(stream, facts(1), 'new');
      acknowledged += 1;
    });
    await turn();
    expect(eventsIn(folder)).toBe(5);
    expect(acknowledged).toBe(0);
    expect(await store.head()).toBe(START);
    expect((await Promise.all(streams.map((stream) => store.read(stream)))).flat()).toEqual([]);
    await Promise.all(appends);
    expect((await Promise.all(streams.map((stream) => store.read(stream)))).flat()).toHaveLength(5);
    await store.close();
  });

  it('gathers what arrives while the one before it is being fsynced', async () => {
    let commits = 0;
    const store = await EmbeddedEventStore.open(newFolder(), { now: () => (commits += 1) });
    const first = store.append('basket-1', facts(1), 'new');
    await turn();
    const later = times(5, (n) => store.append('basket-1', facts(1), n));
    await Promise.all([first, ...later]);
    expect(commits).toBe(2);
    await store.close();
  });

  it('is finished when the store is closed while it is being fsynced, and nothing is begun', async () => {
    const folder = newFolder();
    const store = await EmbeddedEventStore.open(folder);
    const first = store.append('basket-1', facts(1), 'new');
    await turn();
    const second = store.append('basket-2', facts(1), 'new');
    const closing = store.close();
    await expect(store.append('basket-3', facts(1), 'new')).rejects.toBeInstanceOf(StoreUnavailable);
    await Promise.all([first, second, closing]);
    expect(eventsIn(folder)).toBe(2);
  });

  it('does not let the write-ahead log grow for ever', async () => {
    const folder = newFolder();
    const store = await EmbeddedEventStore.open(folder);
    const sizes: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(times(4, (n) => store.append(`basket-${round}-${n}`, [fact(n, 500_000)], 'new')));
      sizes.push(statSync(join(folder, 'log.db-wal')).size);
      await turn();
    }
    expect(statSync(join(folder, 'log.db')).size).toBeGreaterThan(40_000_000);
    expect(Math.max(...sizes)).toBeLessThan(24_000_000);
    await store.close();
  });
});

describe('a folder of the embedded log', () => {
  it('is held by one store at a time', async () => {
    const folder = newFolder();
    const store = await EmbeddedEventStore.open(folder);
    const refused = EmbeddedEventStore.open(folder);
    await expect(refused).rejects.toBeInstanceOf(StoreRefused);
    await expect(refused).rejects.toThrow(`${folder} is in use by this process.`);
    await store.close();
    await (await EmbeddedEventStore.open(folder)).close();
  });

  it('is refused when a newer version wrote it', async () => {
    const folder = await writtenFolder();
    tamper(folder, 'PRAGMA user_version = 99');
    const refused = EmbeddedEventStore.open(folder);
    await expect(refused).rejects.toBeInstanceOf(StoreRefused);
    await expect(refused).rejects.toThrow(/has format 99, and this version of Waybill knows formats up to 1/);
  });

  it('is refused when its database is not ours, and is left as it was', async () => {
    const folder = newFolder();
    await (await EmbeddedEventStore.open(folder)).close();
    rmSync(join(folder, 'log.db'));
    tamper(folder, 'CREATE TABLE something (or_other)');
    const before = readFileSync(join(folder, 'log.db'));
    await expect(EmbeddedEventStore.open(folder)).rejects.toBeInstanceOf(StoreRefused);
    expect(readFileSync(join(folder, 'log.db')).equals(before)).toBe(true);
  });

  it('can be opened again after it was refused', async () => {
    const folder = await writtenFolder();
    tamper(folder, 'PRAGMA user_version = 99');
    await expect(EmbeddedEventStore.open(folder)).rejects.toBeInstanceOf(StoreRefused);
    tamper(folder, 'PRAGMA user_version = 1');
    const store = await EmbeddedEventStore.open(folder);
    expect(await logOf(store)).toHaveLength(300);
    await store.close();
  });

  it('is made when it is missing, and named by a URL', async () => {
    const folder = join(newFolder(), 'deep', 'down');
    const store = await openEventStore(`embedded:${folder}`);
    await store.append('basket-1', facts(1), 'new');
    await store.close();
    expect(statSync(join(folder, 'log.db')).isFile()).toBe(true);
  });

  it.each(['', 'embedded:', 'embedded', 'constructor:x', 'postgres://there'])(
    'is not named by "%s"',
    async (url) => {
      await expect(openEventStore(url)).rejects.toThrow(
        /is not the URL of an event store. Known schemes: embedded:/,
      );
    },
  );
});

describe('the id of the embedded log', () => {
  it('stays the same in every copy of it, and differs from that of every other log', async () => {
    const folder = await writtenFolder();
    const ids = await Promise.all([folder, copied(folder), newFolder()].map(idOf));
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('is made at opening for a log that has none, and stays', async () => {
    const folder = await writtenFolder();
    tamper(folder, "DELETE FROM meta WHERE key = 'store'");
    const made = await idOf(folder);
    expect(made).toMatch(UUID);
    expect(await idOf(folder)).toBe(made);
  });

  it('is damaged when it is no UUID', async () => {
    const folder = await writtenFolder();
    tamper(folder, "UPDATE meta SET value = 'x' WHERE key = 'store'");
    await expect(EmbeddedEventStore.open(folder)).rejects.toBeInstanceOf(StoreDamaged);
  });
});

describe('a reader of the embedded log', () => {
  it('needs no store that is open', async () => {
    const folder = await writtenFolder();
    const reader = await openLogReader(`embedded:${folder}`);
    expect(await logOf(reader)).toHaveLength(300);
    await reader.close();
  });

  it('does not keep a store from opening, nor from closing', async () => {
    const folder = await writtenFolder();
    const reader = await openLogReader(`embedded:${folder}`);
    const store = await EmbeddedEventStore.open(folder);
    await store.append('basket-new', facts(1), 'new');
    await store.close();
    expect(await logOf(reader)).toHaveLength(301);
    await reader.close();
    expect(eventsIn(folder)).toBe(301);
  });

  it('sees commits before they are fsynced, but none beyond its last position', async () => {
    const folder = await writtenFolder();
    const store = await EmbeddedEventStore.open(folder);
    const reader = await openLogReader(`embedded:${folder}`);
    const durable = await store.head();
    const next = store.append('basket-new', facts(1), 'new');
    await turn();
    expect(await lengthOf(reader, durable)).toBe(300);
    expect(await lengthOf(reader, undefined)).toBe(301);
    expect(await store.head()).toBe(durable);
    await next;
    await reader.close();
    await store.close();
  });

  it('finds no log in a folder that has none, and makes none', async () => {
    const folder = newFolder();
    await expect(openLogReader(`embedded:${folder}`)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses a log that a newer version wrote, and what is not the URL of one', async () => {
    const folder = await writtenFolder();
    tamper(folder, 'PRAGMA user_version = 99');
    await expect(openLogReader(`embedded:${folder}`)).rejects.toBeInstanceOf(StoreRefused);
    await expect(openLogReader('constructor:x')).rejects.toThrow(/is not the URL of an event store/);
  });
});

describe('a subscription to the embedded log', () => {
  it('is woken by the end of the store when it waits', async () => {
    const store = await EmbeddedEventStore.open(newFolder());
    const { signal } = new AbortController();
    const next = store.subscribe({ signal })[Symbol.asyncIterator]().next();
    await turn();
    await store.close();
    await expect(next).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('shares the objects of recent events with all readers, and reads the rest from disk', async () => {
    const store = await EmbeddedEventStore.open(newFolder(), { recentEventsMax: 4 });
    await store.append('basket-1', facts(10), 'new');
    const [one, another] = [await logOf(store, undefined, 2), await logOf(store, undefined, 2)];
    expect(one).toEqual(another);
    expect(one.map((event, index) => event === another[index])).toEqual(times(10, (index) => index >= 6));
    await store.close();
  });

  it('stops at damage, and the store says so from then on', async () => {
    const folder = await writtenFolder();
    tamper(folder, 'DELETE FROM events WHERE position = 150');
    const store = await EmbeddedEventStore.open(folder);
    expect(await store.trouble()).toBeUndefined();
    const { signal } = new AbortController();
    const delivered: StoredEvent[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ max: 50, signal })) delivered.push(...events);
    })();
    await expect(following).rejects.toBeInstanceOf(StoreDamaged);
    expect(delivered).toHaveLength(100);
    await store.append('basket-new', facts(1), 'new');
    expect(await store.trouble()).toMatch(/damaged at position 150: the event is missing/);
    await store.close();
  });
});

describe('damage to the embedded log', () => {
  let written: string;
  let intact: readonly StoredEvent[];

  beforeAll(async () => {
    written = await writtenFolder();
    const store = await EmbeddedEventStore.open(written);
    intact = await logOf(store);
    await store.close();
  });

  it('is not found where there is none', async () => {
    const store = await EmbeddedEventStore.open(written);
    const progress: number[] = [];
    for await (const { events } of store.verifyLog()) progress.push(events);
    expect(progress.at(-1)).toBe(300);
    await store.close();
  });

  it.each([1, 17, 150, 299])(
    'in the bytes of event %i is named, and the event never served',
    async (position) => {
      const folder = copied(written);
      const file = join(folder, 'log.db');
      const bytes = readFileSync(file);
      const needle = `needle ${position}.`;
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at)) bytes.write('noodle', at);
      writeFileSync(file, bytes);

      const store = await EmbeddedEventStore.open(folder);
      const stream = intact[position - 1]?.stream ?? '';
      const named = new RegExp(
        `${file} is damaged at position ${position}: the event \\d+ of ${stream} is not what was written`,
      );
      await expect(logOf(store)).rejects.toThrow(named);
      await expect(store.read(stream)).rejects.toThrow(named);
      await expect(verified(store)).rejects.toThrow(named);
      await expect(verified(store)).rejects.toBeInstanceOf(StoreDamaged);
      expect(await store.trouble()).toMatch(named);
      await store.close();
    },
  );

  it.each<[string, (store: EmbeddedEventStore) => Promise<unknown>]>([
    ['a read of a stream', (store) => store.read('basket-0')],
    ['a read of the log', (store) => logOf(store)],
    ['an append', (store) => store.append('basket-0', facts(1), 99)],
    ['a verification', (store) => verified(store)],
  ])('is reported as trouble once %s has met it', async (_, meet) => {
    const folder = copied(written);
    tamper(folder, 'UPDATE events SET revision = 7 WHERE stream = 1 AND revision = 99');
    const store = await EmbeddedEventStore.open(folder);
    expect(await store.trouble()).toBeUndefined();
    await expect(meet(store)).rejects.toBeInstanceOf(StoreDamaged);
    expect(await store.trouble()).toMatch(/is damaged at position/);
    expect(await store.read('basket-1')).toHaveLength(100);
    expect(await store.trouble()).toMatch(/is damaged at position/);
    await store.close();
  });

  it.each<[string, string, RegExp]>([
    ['a lost event', 'DELETE FROM events WHERE position = 150', /position 150|is not|lacks/],
    ['an event of another stream', 'UPDATE events SET stream = 1 WHERE position = 150', /position 150/],
    [
      'an event at another revision',
      'UPDATE events SET revision = revision + 1 WHERE position = 150',
      /position 150/,
    ],
    ['an event with another id', `UPDATE events SET id = '${newId()}' WHERE position = 150`, /position 150/],
    [
      'an event recorded at another time',
      'UPDATE events SET recorded_at = 0 WHERE position = 150',
      /position 150/,
    ],
    [
      'a chain that leads elsewhere',
      'UPDATE events SET previous = previous - 1 WHERE position = 150',
      /position/,
    ],
    [
      'a number beyond all numbers',
      'UPDATE events SET version = 9e18 WHERE position = 150',
      /150|its end|positions/,
    ],
    ['a head that is too low', 'UPDATE streams SET revision = revision - 1', /position/],
    ['a head that points elsewhere', 'UPDATE streams SET last = last - 1', /position/],
    ['a renamed stream', "UPDATE streams SET name = name || 'x'", /position/],
    ['a mark that leads elsewhere', 'UPDATE marks SET position = position - 1', /position/],
  ])('by %s is found', async (_, sql, place) => {
    const folder = copied(written);
    tamper(folder, sql);
    const store = await EmbeddedEventStore.open(folder);
    await expect(verified(store)).rejects.toBeInstanceOf(StoreDamaged);
    await expect(verified(store)).rejects.toThrow(place);
    expect(await servedOtherwise(intact, store)).toEqual([]);
    await store.close();
  });

  it('to the head of a stream keeps it from being appended to', async () => {
    const folder = copied(written);
    tamper(folder, 'UPDATE streams SET revision = revision - 1');
    const store = await EmbeddedEventStore.open(folder);
    const [{ stream } = { stream: '' }] = intact;
    await expect(store.append(stream, facts(1), 98)).rejects.toBeInstanceOf(StoreDamaged);
    await expect(store.append('basket-new', facts(1), 'new')).resolves.toMatchObject({ revision: 0 });
    await store.close();
  });

  it('is never served, whatever byte it hits', async () => {
    const folder = copied(written);
    const file = join(folder, 'log.db');
    const bytes = readFileSync(file);
    const discoveries: unknown[] = [];
    for (let step = 0; step < 60; step += 1) {
      const damaged = Buffer.from(bytes);
      const at = (step * 104_729 + 101) % bytes.length;
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (step % 8)), at);
      writeFileSync(file, damaged);
      discoveries.push(await discovery(folder, intact));
    }
    expect(discoveries.filter((one) => one !== 'found' && one !== 'harmless')).toEqual([]);
    expect(discoveries.filter((one) => one === 'found').length).toBeGreaterThan(30);
  });

  it.each([0.2, 0.5, 0.9])('by the loss of all but %d of the file is found', async (share) => {
    const folder = copied(written);
    const file = join(folder, 'log.db');
    truncateSync(file, Math.floor((statSync(file).size * share) / 4096) * 4096);
    expect(await discovery(folder, intact)).toBe('found');
  });

  it('by something else in its place is found', async () => {
    const folder = copied(written);
    writeFileSync(
      join(folder, 'log.db'),
      'This is not a database, but it is long enough to be looked at.'.repeat(100),
    );
    await expect(EmbeddedEventStore.open(folder)).rejects.toBeInstanceOf(StoreDamaged);
  });
});

/** Reads without letting a commit go on meanwhile. */
async function lengthOf(reader: LogReader, upTo: Position | undefined): Promise<number> {
  const slices = reader.readAll({ upTo, max: 1000 })[Symbol.asyncIterator]();
  const { value } = await slices.next();
  return value.events.length;
}

/** Whether damage is found or harmless; or else what was served instead of the truth. */
async function discovery(folder: string, intact: readonly StoredEvent[]): Promise<unknown> {
  let store: EmbeddedEventStore;
  try {
    store = await EmbeddedEventStore.open(folder);
  } catch (error) {
    return error instanceof StoreDamaged || error instanceof StoreRefused ? 'found' : error;
  }
  try {
    const wrong = await servedOtherwise(intact, store);
    if (wrong.length > 0) return wrong;
    await verified(store);
    const log = await logOf(store);
    const streams = await Promise.all(streamsOf(intact).map((stream) => store.read(stream)));
    const isWhole = log.length === intact.length && streams.flat().length === intact.length;
    return isWhole ? 'harmless' : [log, streams];
  } catch (error) {
    return error instanceof StoreDamaged ? 'found' : error;
  } finally {
    await store.close();
  }
}

/** The events that the log or a stream deliver and that were not written so; none when damage is reported. */
async function servedOtherwise(
  intact: readonly StoredEvent[],
  store: EmbeddedEventStore,
): Promise<unknown[]> {
  const written = new Set(intact.map((event) => JSON.stringify(event)));
  const reads = streamsOf(intact).map((stream) => store.read(stream));
  const outcomes = await Promise.allSettled([logOf(store), ...reads]);
  return outcomes.flatMap<unknown>((outcome) => {
    if (outcome.status === 'fulfilled')
      return outcome.value.filter((event) => !written.has(JSON.stringify(event)));
    return outcome.reason instanceof StoreDamaged ? [] : [outcome.reason];
  });
}

function streamsOf(events: readonly StoredEvent[]): readonly string[] {
  return [...new Set(events.map(({ stream }) => stream))];
}

async function openedFor(options: EmbeddedOptions) {
  const folder = newFolder();
  let store = await EmbeddedEventStore.open(folder, options);
  return {
    store,
    clients: async () => [store, store] as const,
    openReader: () => openLogReader(`embedded:${folder}`),
    async reopen() {
      await store.close();
      store = await EmbeddedEventStore.open(folder, options);
      return store;
    },
    remove: () => store.close(),
  };
}

function newFolder(): string {
  folders += 1;
  return join(root, String(folders));
}

/** Three streams of a hundred events each, interleaved. */
async function writtenFolder(): Promise<string> {
  const folder = newFolder();
  const store = await EmbeddedEventStore.open(folder);
  for (let n = 0; n < 300; n += 10) {
    await Promise.all(
      times(10, (index) => {
        const revision = Math.floor((n + index) / 3);
        const event = fact(`needle ${n + index + 1}.`, 200);
        return store.append(`basket-${(n + index) % 3}`, [event], revision === 0 ? 'new' : revision - 1);
      }),
    );
  }
  await store.close();
  return folder;
}

function copied(folder: string): string {
  const copy = newFolder();
  mkdirSync(copy);
  copyFileSync(join(folder, 'log.db'), join(copy, 'log.db'));
  return copy;
}

function tamper(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'log.db'));
  database.exec(sql);
  database.close();
}

/** How many events any other connection sees. */
function eventsIn(folder: string): unknown {
  const database = new DatabaseSync(join(folder, 'log.db'), { readOnly: true });
  const count = database.prepare('SELECT count(*) AS count FROM events').get()?.['count'];
  database.close();
  return count;
}

async function logOf(reader: LogReader, upTo?: Position, max?: number): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const slice of reader.readAll({ upTo, max })) events.push(...slice.events);
  return events;
}

async function idOf(folder: string): Promise<string> {
  const store = await EmbeddedEventStore.open(folder);
  const id = await store.id();
  await store.close();
  return id;
}

async function verified(store: EmbeddedEventStore): Promise<void> {
  for await (const _ of store.verifyLog());
}

function fact(note: number | string, bytes = 0): NewEvent {
  const data: DomainEvent & { note: number | string; filling: string } = {
    type: 'Noted',
    note,
    filling: 'x'.repeat(bytes),
  };
  return {
    id: newId(),
    type: data.type,
    version: 1,
    data,
    meta: {
      commandId: newId(),
      correlationId: newId(),
      causationId: newId(),
      actor: { kind: 'system', id: 'test' },
      occurredAt: '2026-03-01T12:00:00.000Z',
    },
  };
}

function facts(count: number): readonly NewEvent[] {
  return times(count, (n) => fact(n));
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
