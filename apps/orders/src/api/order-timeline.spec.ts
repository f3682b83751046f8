import { describe, expect, it } from '@jest/globals';
import { Problem } from '@waybill/edge';
import type { TimelineEntry } from '../projections/timeline.projection.js';
import { entriesAfter } from './order-timeline.js';

const entry = (position: string): TimelineEntry => ({
  id: `event-${position}`,
  position,
  event: 'orders.OrderPlaced',
  at: '2026-11-22T10:00:00.000Z',
  by: { kind: 'user', id: 'ada' },
  because: 'command-1',
  correlationId: 'command-1',
  details: {},
});
const entries = ['1', '2', '3', '4', '5'].map(entry);

describe('a list of timeline entries', () => {
  it('is all of them when the limit allows it', () => {
    expect(entriesAfter(entries, { limit: 5 })).toEqual({ items: entries });
    expect(entriesAfter([], { limit: 5 })).toEqual({ items: [] });
  });

  it('goes on after the cursor until the last entry', () => {
    const first = entriesAfter(entries, { limit: 2 });
    expect(first.items).toEqual(entries.slice(0, 2));
    const second = entriesAfter(entries, { limit: 2, cursor: first.next ?? '' });
    expect(second.items).toEqual(entries.slice(2, 4));
    expect(entriesAfter(entries, { limit: 2, cursor: second.next ?? '' })).toEqual({
      items: entries.slice(4),
    });
  });

  it('refuses the cursor of another timeline', () => {
    expect(() => entriesAfter(entries, { limit: 2, cursor: '9' })).toThrow(Problem);
  });
});
