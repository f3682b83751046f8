import type { Envelope, DomainEvent, Named } from './messages.js';

/** One row per event that others may hear: the published event, in the published words. */
export type PublicationRows<E extends DomainEvent, P extends DomainEvent> = {
  readonly [T in E['type']]?: (event: Named<E, T>, envelope: Envelope) => P | undefined;
};

/** A context's published events as the engine sees them. */
export interface Publications {
  readonly events: readonly string[];
  publish(event: DomainEvent, envelope: Envelope): DomainEvent | undefined;
}

type Row = (event: DomainEvent, envelope: Envelope) => DomainEvent | undefined;

/** Declares which of our events the others hear, and in which words: `publications<Event, Published>()({ … })`. */
export function publications<E extends DomainEvent, P extends DomainEvent>() {
  return (rows: PublicationRows<E, P>): Publications => {
    const table = new Map(Object.entries(rows)) as ReadonlyMap<string, Row>;
    return {
      events: [...table.keys()],
      publish: (event, envelope) => table.get(event.type)?.(event, envelope),
    };
  };
}
