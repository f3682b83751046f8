import { type DomainEvent, type Meta, newId } from '@waybill/kernel';
import type { EventStore, LogRange, LogReader, NewEvent, Slice, StoredEvent } from './event-store.js';

interface Counted extends DomainEvent {
  readonly type: 'Counted' | 'Recounted';
  readonly n: number;
}

export const meta: Meta = {
  commandId: newId(),
  correlationId: newId(),
  causationId: newId(),
  actor: { kind: 'system', id: 'contract' },
  occurredAt: '2026-03-01T12:00:00.000Z',
};

/** A stream that no other test uses. */
export function newStream(): string {
  return `basket-${newId()}`;
}

export function event(n: number, note = ''): NewEvent {
  const data: Counted & { note: string } = { type: n % 3 === 2 ? 'Recounted' : 'Counted', n, note };
  return { id: newId(), type: data.type, version: 1, data, meta };
}

export function counted(length: number): readonly NewEvent[] {
  return times(length, (n) => event(n));
}

/** Three streams, grown by appends of different lengths, and their events in the order in which they were written. */
export async function someLog(store: EventStore) {
  const before = await store.head();
  const streams = times(3, newStream);
  const written: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (const [index, stream] of streams.entries()) {
      const events = counted(index + 1);
      await store.append(stream, events, round === 0 ? 'new' : round * (index + 1) - 1);
      written.push(...idsOf(events));
    }
  }
  const stored = (await Promise.all(streams.map((stream) => store.read(stream)))).flat();
  return { before, events: stored.toSorted((a, b) => written.indexOf(a.id) - written.indexOf(b.id)) };
}

export async function collected(slices: AsyncIterable<Slice>): Promise<Slice[]> {
  const all: Slice[] = [];
  for await (const slice of slices) all.push(slice);
  return all;
}

export async function everything(slices: AsyncIterable<Slice>): Promise<StoredEvent[]> {
  return (await collected(slices)).flatMap(({ events }) => [...events]);
}

/** The events of these streams: a log under test may hold others. */
export function ofStreams(
  streams: readonly string[],
  events: readonly StoredEvent[],
): readonly StoredEvent[] {
  return events.filter(({ stream }) => streams.includes(stream));
}

/** The first `count` events of these streams that a subscription delivers; `rest` is waited for after each slice. */
export async function follow(
  store: EventStore,
  streams: readonly string[],
  count: number,
  range: { readonly after: string; readonly max?: number },
  rest: () => Promise<unknown> = async () => undefined,
): Promise<readonly StoredEvent[]> {
  const taken: StoredEvent[] = [];
  const { signal } = new AbortController();
  for await (const { events } of store.subscribe({ ...range, signal })) {
    taken.push(...ofStreams(streams, events));
    if (taken.length >= count) break;
    await rest();
  }
  return taken;
}

/** The events of these streams that reading the log delivers. */
export async function readLog(reader: LogReader, streams: readonly string[], range: LogRange) {
  return ofStreams(streams, await everything(reader.readAll(range)));
}

export function idsOf(events: readonly NewEvent[]): readonly string[] {
  return events.map(({ id }) => id);
}

export function streamsOf(events: readonly StoredEvent[]): string[] {
  return [...new Set(events.map(({ stream }) => stream))];
}

export function revisionsOf(events: readonly StoredEvent[]): number[] {
  return events.map(({ revision }) => revision);
}

export function positionsOf(events: readonly StoredEvent[]): string[] {
  return events.map(({ position }) => position);
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
