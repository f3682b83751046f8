import type { DomainEvent, Envelope, Named } from './messages.js';

/** A field by which documents can be found and sorted. */
export type FieldKind = 'text' | 'number';

/** One row per event that matters: the document after it. `undefined` means there is no document. */
export type Apply<D, E extends DomainEvent> = {
  readonly [T in E['type']]?: (
    document: D | undefined,
    event: Named<E, T>,
    envelope: Envelope,
    key: string,
  ) => D | undefined;
};

export interface ProjectionDefinition<D extends object, E extends DomainEvent> {
  /** The read model's name: kebab-case, unique in the context. */
  readonly name: string;
  /** Raise it when `keys`, `apply`, `fields` or `search` change: the read model is then built again. Default 1. */
  readonly version?: number;
  /** The fields by which documents may be filtered and sorted. */
  readonly fields?: { readonly [F in keyof D]?: FieldKind };
  /** The text whose words find a document. */
  readonly search?: (document: D) => string;
  /** The ids of the documents that an event changes. */
  readonly keys: (event: E, envelope: Envelope) => readonly string[];
  readonly apply: Apply<D, E>;
}

/**
 * A read model as the engine sees it: documents of type `D` folded from events. Pure: no clock, no I/O. It folds either
 * events of its own context, from the log, or published events of any context, from the bus.
 */
export interface Projection<D extends object = object> {
  readonly name: string;
  readonly version: number;
  readonly fields: Readonly<Record<string, FieldKind>>;
  search?(document: D): string;
  /** The names of the events that it folds. */
  readonly events: readonly string[];
  /** Whether these are published events (`context.Event`), which come from the bus. */
  readonly isReplica: boolean;
  keys(event: DomainEvent, envelope: Envelope): readonly string[];
  apply(document: D | undefined, event: DomainEvent, envelope: Envelope, key: string): D | undefined;
}

type Row = (...args: readonly unknown[]) => unknown;

/** Declares a read model: `projection<Document, Event>()({ … })`. Events without a row are ignored. */
export function projection<D extends object, E extends DomainEvent>() {
  return (definition: ProjectionDefinition<D, E>): Projection<D> => {
    const { name, version = 1, fields, search, keys } = definition;
    const rows = new Map(Object.entries(definition.apply)) as ReadonlyMap<string, Row>;
    const events = [...rows.keys()];
    const isReplica = events.some(isPublished);
    if (isReplica && !events.every(isPublished)) {
      throw new TypeError(`${name} folds own events and published ones; only one of both arrives in order.`);
    }
    return {
      name,
      version,
      fields: { ...fields },
      ...(search && { search }),
      events,
      isReplica,
      keys: (event, envelope) => keys(event as E, envelope),
      apply(document, event, envelope, key) {
        const row = rows.get(event.type);
        return row ? (row(document, event, envelope, key) as D | undefined) : document;
      },
    };
  };
}

/** The same row for every event that a table names: for a read model that treats all of them alike. */
export function everyEvent<D, E extends DomainEvent>(
  table: { readonly [T in E['type']]: unknown },
  row: (document: D | undefined, event: E, envelope: Envelope, key: string) => D | undefined,
): Apply<D, E> {
  const rows: unknown = Object.fromEntries(Object.keys(table).map((type) => [type, row]));
  return rows as Apply<D, E>;
}

/** Whether a name is a published event's (`orders.OrderPlaced`), as opposed to a domain event's (`OrderPlaced`). */
export function isPublished(name: string): boolean {
  return name.includes('.');
}
