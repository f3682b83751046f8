import { BadAppend, exactJson, type NewEvent } from '@waybill/event-store';
import { sealedOf, type Aggregate, type DomainEvent, type Personal } from '@waybill/kernel';
import type { SealedItem, Seals } from './seals.js';

/** Events as they are appended. */
export interface SealedEvents {
  readonly events: readonly NewEvent[];
  /** The data subjects whose personal data is sealed in them. */
  readonly subjects: readonly string[];
  /** Whether other values stand in place of personal data that was decided with. */
  readonly isErased: boolean;
}

/**
 * Seals the personal data of an aggregate's new events. Returns a promise only when a key must be fetched. Throws, or
 * rejects with, BadAppend for what JSON would change: the store cannot see it any more.
 */
export function sealEvents(
  seals: Seals,
  { personal }: Pick<Aggregate, 'personal'>,
  events: readonly NewEvent[],
): SealedEvents | Promise<SealedEvents> {
  if (!events.some(({ type, data }) => personal[type] || sealedOf(data)))
    return { events, subjects: [], isErased: false };
  const items = events.map((event) => sealEvent(seals, personal[event.type], event));
  const ready = items.flatMap((item) => (item instanceof Promise ? [] : [item]));
  if (ready.length === items.length) return together(events, ready);
  return Promise.all(items.map((item) => Promise.resolve(item))).then((sealed) => together(events, sealed));
}

function sealEvent(
  seals: Seals,
  personal: Personal<DomainEvent> | undefined,
  event: NewEvent,
): SealedItem | Promise<SealedItem> {
  const { flaw } = personal ? exactJson(event.data, 'data', false) : { flaw: undefined };
  if (flaw !== undefined)
    throw new BadAppend(`The event ${event.id} (${event.type}) cannot be written as JSON: ${flaw}.`);
  // What the system itself sends may have been read before the erasure: it must not get stuck.
  return seals.seal(personal, event, event.meta.actor.kind !== 'system');
}

function together(events: readonly NewEvent[], items: readonly SealedItem[]): SealedEvents {
  return {
    events: events.map((event, index) => ({ ...event, data: items[index]?.data ?? event.data })),
    subjects: items.flatMap(({ subject }) => (subject === undefined ? [] : [subject])),
    isErased: items.some(({ isErased }) => isErased),
  };
}
