import { describe, expect, it } from '@jest/globals';
import { newId } from '@waybill/kernel';
import fc from 'fast-check';
import { RecentEvents } from './recent-events.js';
import { type Entry, format } from './row.js';

describe('recent events', () => {
  it('are the last ones, as many as fit into both limits', () => {
    const limits = fc.record({
      eventsMax: fc.integer({ min: 1, max: 8 }),
      charactersMax: fc.integer({ min: 1, max: 60 }),
    });
    const commits = fc.array(fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 12 }), { maxLength: 10 });
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 20 }), commits, (limit, head, sizes) => {
        const recent = new RecentEvents(limit, head);
        const all: Entry[] = [];
        for (const commit of sizes) {
          const entries = commit.map((characters, index) => entry(head + all.length + index + 1, characters));
          recent.add(entries);
          all.push(...entries);
          const kept = lastWithin(all, limit);
          const first = head + all.length - kept.length + 1;
          expect(recent.head).toBe(head + all.length);
          expect(recent.at(first - 1)).toBeUndefined();
          expect(recent.at(recent.head + 1)).toBeUndefined();
          expect(kept.map((_, index) => recent.at(first + index))).toEqual(kept);
          expect(recent.between(first - 1, recent.head)).toEqual(kept.map(({ event }) => event));
          expect(recent.between(first - 2, first)).toBeUndefined();
        }
      }),
    );
  });

  it('are none when the last one alone exceeds the limit, and some again afterwards', () => {
    const recent = new RecentEvents({ eventsMax: 10, charactersMax: 100 }, 0);
    recent.add([entry(1, 60), entry(2, 101)]);
    expect([recent.at(1), recent.at(2), recent.between(1, 2)]).toEqual([undefined, undefined, undefined]);
    recent.add([entry(3, 100)]);
    expect(recent.between(2, 3)).toHaveLength(1);
  });

  it('are nothing between a position and itself', () => {
    expect(new RecentEvents({ eventsMax: 10, charactersMax: 100 }, 7).between(7, 7)).toEqual([]);
  });
});

function lastWithin(entries: readonly Entry[], limit: { eventsMax: number; charactersMax: number }) {
  let characters = 0;
  const end = entries
    .toReversed()
    .findIndex(
      (one, index) => (characters += one.characters) > limit.charactersMax || index === limit.eventsMax,
    );
  return end < 0 ? entries : entries.slice(entries.length - end);
}

function entry(position: number, characters: number): Entry {
  const id = newId();
  const actor = { kind: 'system', id: 'test' } as const;
  const meta = {
    commandId: id,
    correlationId: id,
    causationId: id,
    actor,
    occurredAt: '2026-03-01T12:00:00.000Z',
  };
  const event = {
    id,
    type: 'Noted',
    version: 1,
    data: { type: 'Noted' },
    meta,
    stream: 'basket-1',
    revision: position,
    position: format(position),
    recordedAt: '2026-03-01T12:00:00.000Z',
  };
  return { event, previous: 0, characters };
}
