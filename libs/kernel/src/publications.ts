import type { Envelope, Fact, Named } from './messages.js';

/** One row per event that others may hear: the published fact, in the published words. */
export type PublicationRows<E extends Fact, P extends Fact> = {
  readonly [T in E['type']]?: (event: Named<E, T>, envelope: Envelope) => P | undefined;
};

/** A context's published facts as the engine sees them. */
export interface Publications {
  readonly events: readonly string[];
  publish(event: Fact, envelope: Envelope): Fact | undefined;
}

type Row = (event: Fact, envelope: Envelope) => Fact | undefined;

/** Declares which of our facts the others hear, and in which words: `publications<Event, Published>()({ … })`. */
export function publications<E extends Fact, P extends Fact>() {
  return (rows: PublicationRows<E, P>): Publications => {
    const table = new Map(Object.entries(rows)) as ReadonlyMap<string, Row>;
    return {
      events: [...table.keys()],
      publish: (event, envelope) => table.get(event.type)?.(event, envelope),
    };
  };
}
