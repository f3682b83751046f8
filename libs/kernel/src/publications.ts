import type { Personal, PersonalData } from './personal.js';
import type { Envelope, DomainEvent, Named } from './messages.js';

/** One row per event that others may hear: the published event, in the published words. */
export type PublicationRows<E extends DomainEvent, P extends DomainEvent> = {
  readonly [T in E['type']]?: (event: Named<E, T>, envelope: Envelope) => P | undefined;
};

/** A context's published events as the engine sees them. */
export interface Publications {
  readonly events: readonly string[];
  /** The personal data of a published event, by its name. */
  readonly personal?: Readonly<Record<string, Personal<DomainEvent>>>;
  publish(event: DomainEvent, envelope: Envelope): DomainEvent | undefined;
}

type Row = (event: DomainEvent, envelope: Envelope) => DomainEvent | undefined;

/**
 * Declares which events are published, and in which words: `publications<Event, Published>()({ … }, personal)`. `personal`
 * names the fields that are sealed on the bus.
 */
export function publications<E extends DomainEvent, P extends DomainEvent>() {
  return (rows: PublicationRows<E, P>, personal: PersonalData<P> = {}): Publications => {
    const table = new Map(Object.entries(rows)) as ReadonlyMap<string, Row>;
    return {
      events: [...table.keys()],
      personal: personal as unknown as Readonly<Record<string, Personal<DomainEvent>>>,
      publish: (event, envelope) => table.get(event.type)?.(event, envelope),
    };
  };
}
