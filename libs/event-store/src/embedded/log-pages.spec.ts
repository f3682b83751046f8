import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@waybill/kernel';
import fc from 'fast-check';
import { EmbeddedEventStore } from '../event-store.embedded.js';
import { type Filter, type NewEvent, StoreDamaged, type StoredEvent } from '../event-store.js';
import { logFile, openForReading } from './log-file.js';
import { LogPages } from './log-pages.js';
import { LogReader, type Stretch } from './log-reader.js';
import { matching } from './matching.js';
import { format } from './row.js';

const EVENTS = 4500;
const TYPES = ['Zero', 'One', 'Two', 'Three', 'Four'];

const folder = mkdtempSync(join(tmpdir(), 'waybill-pages-'));
let log: readonly StoredEvent[];
let database: DatabaseSync;
let reader: LogReader;
let pages: LogPages;

beforeAll(async () => {
  const store = await EmbeddedEventStore.open(folder);
  for (let n = 0; n < EVENTS; n += 50) {
    await store.append(
      `${n % 100 === 0 ? 'basket' : 'cart'}-${n}`,
      Array.from({ length: 50 }, (_, index) => event(n + index)),
      'new',
    );
  }
  const read: StoredEvent[] = [];
  for await (const { events } of store.readAll()) read.push(...events);
  log = read;
  await store.close();
});

beforeEach(() => {
  database?.close();
  database = openForReading(logFile(folder));
  reader = new LogReader(database, logFile(folder));
  pages = new LogPages(reader);
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

describe('pages of the log', () => {
  it.each([
    ['all are kept', 1e9],
    ['few are kept', 8 * 1000 * 400],
    ['none is kept', 1],
  ])('hand out what the log holds, whoever asks for what, when %s', (_, capacity) => {
    const asks = fc.record({
      after: fc.nat(EVENTS),
      upTo: fc.nat(EVENTS),
      max: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(500)),
      filter: fc.record(
        { types: fc.subarray([...TYPES, 'Never']), streams: fc.subarray(['basket-', 'cart-1', 'none-']) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(fc.array(asks, { minLength: 5, maxLength: 30 }), (all) => {
        const some = new LogPages(reader, capacity);
        for (const { after, upTo, max, filter } of all.filter((ask) => ask.after < ask.upTo)) {
          const stretch = some.after(after, upTo, matching(filter), max);
          expect(stretch.events.length).toBeLessThanOrEqual(max);
          expect(stretch.position).toBeGreaterThan(after);
          expect(stretch.position).toBeLessThanOrEqual(upTo);
          expect(idsOf(stretch.events)).toEqual(idsOf(expected(after, stretch.position, filter)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('restore an event once for all who want it, from the second on', () => {
    const [first, second, third] = [['Zero'], ['Zero', 'One'], ['Zero', 'Two']].map((types) =>
      walk({ types }),
    );
    expect(second?.filter((one) => first?.includes(one))).toEqual([]);
    expect(third?.filter(({ type }) => type === 'Zero')).toHaveLength(800);
    expect(third?.filter(({ type }) => type === 'Zero').every((one) => second?.includes(one))).toBe(true);
  });

  it('are not read for one who is alone', () => {
    const [first, again] = [walk({ types: ['Zero'] }), walk({ types: ['Zero'] })];
    expect(again.filter((one) => first.includes(one))).toEqual([]);
  });

  it('look at a bounded part of the log at a time', () => {
    expect(pages.after(10, EVENTS, matching({ types: ['Never'] }), 500).position).toBe(EVENTS);
    const reached = [1, 2, 3].map(
      (n) => pages.after(10, EVENTS, matching({ types: [`Never${n}`] }), 500).position,
    );
    expect(reached).toEqual([1000, 2000, 3000]);
  });

  describe('of a damaged log', () => {
    it('never hand out an event that is not what was written, but all others', () => {
      tampered("UPDATE events SET data = replace(data, 'n 2500', 'n 2501') WHERE position = 2500", () => {
        const wanted = { types: [typeAt(2500)] };
        const other = { types: [typeAt(2501)] };
        for (let round = 0; round < 3; round += 1) {
          expect(() => walk(wanted)).toThrow(/damaged at position 2500/);
          expect(() => walk(wanted)).toThrow(StoreDamaged);
          expect(walk(other)).toEqual(expected(0, 4000, other));
        }
      });
    });

    it('miss no missing event', () => {
      tampered('DELETE FROM events WHERE position = 2500', () => {
        for (const type of [...TYPES, 'Never', ...TYPES]) {
          expect(() => walk({ types: [type] })).toThrow(/an event between here and \d+ is missing/);
          expect(pages.after(0, 2000, matching({ types: [type] }), 5).events).toHaveLength(
            type === 'Never' ? 0 : 5,
          );
        }
        expect(() => walk({})).toThrow(StoreDamaged);
      });
    });
  });
});

/** Everything that matches among the first four thousand, slice by slice. */
function walk(filter: Filter): readonly StoredEvent[] {
  const events: StoredEvent[] = [];
  let stretch: Stretch = { events, position: 0 };
  while (stretch.position < 4000) {
    stretch = pages.after(stretch.position, 4000, matching(filter), 70);
    events.push(...stretch.events);
  }
  return events;
}

function expected(after: number, upTo: number, { types, streams }: Filter): readonly StoredEvent[] {
  return log
    .slice(after, upTo)
    .filter(({ type }) => types?.includes(type) ?? true)
    .filter(({ stream }) => streams?.some((beginning) => stream.startsWith(beginning)) ?? true);
}

function idsOf(events: readonly StoredEvent[]): readonly string[] {
  return events.map(({ id }) => id);
}

function typeAt(position: number): string {
  return log.find((one) => one.position === format(position))?.type ?? '';
}

/** Changes the file behind the reader's back, and back again. */
function tampered(sql: string, test: () => void): void {
  const other = new DatabaseSync(logFile(folder));
  other.exec(`CREATE TEMP TABLE untouched AS SELECT * FROM events; ${sql}`);
  try {
    test();
  } finally {
    other.exec('DELETE FROM events; INSERT INTO events SELECT * FROM untouched');
    other.close();
  }
}

function event(n: number): NewEvent {
  const type = TYPES[n % TYPES.length] ?? '';
  const id = newId();
  const meta = {
    commandId: id,
    correlationId: id,
    causationId: id,
    actor: { kind: 'system', id: 'pages' } as const,
    occurredAt: '2026-03-01T12:00:00.000Z',
  };
  const data = { type, note: `n ${n + 1}` };
  return { id, type, version: 1, data, meta };
}
