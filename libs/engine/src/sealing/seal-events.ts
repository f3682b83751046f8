import { BadAppend, exactJson, type NewEvent } from '@waybill/event-store';
import { sealedOf, type Aggregate, type DomainEvent, type Personal } from '@waybill/kernel';
import type { SealedItem } from './sealed-event.js';
import type { Seals } from './seals.js';

/** Events as they are appended. */
export interface SealedEvents {
  readonly events: readonly NewEvent[];
  /** The data subjects whose personal data is sealed in them. */
  readonly subjects: readonly string[];
  /** Whether other values stand in place of personal data that was decided with. */
  readonly isErased: boolean;
}

/**
 * Seals the personal data of an aggregate's new events. Returns a promise only when a key must be fetched, or when it
 * fails: with the failures of {@link Seals.seal}, or with BadAppend for what JSON would change, which the store cannot see
 * any more.
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

/** Never throws: the promises of other events must not be left without anybody who waits for them. */
function sealEvent(
  seals: Seals,
  personal: Personal<DomainEvent> | undefined,
  event: NewEvent,
): SealedItem | Promise<SealedItem> {
  const { flaw } = personal ? exactJson(event.data, 'data', false) : { flaw: undefined };
  if (flaw !== undefined) {
    const what = `The event ${event.id} (${event.type}) cannot be written as JSON: ${flaw}.`;
    return Promise.reject(new BadAppend(what));
  }
  try {
    // What the system itself sends may have been read before the erasure: it must not get stuck.
    return seals.seal(personal, event, event.meta.actor.kind !== 'system');
  } catch (failure) {
    return Promise.reject(failure);
  }
}

function together(events: readonly NewEvent[], items: readonly SealedItem[]): SealedEvents {
  return {
    events: events.map((event, index) => ({ ...event, data: items[index]?.data ?? event.data })),
    subjects: items.flatMap(({ subject }) => (subject === undefined ? [] : [subject])),
    isErased: items.some(({ isErased }) => isErased),
  };
}
