import type { Envelope, Fact, Named } from './messages.js';

/** A field by which documents can be found and sorted. */
export type FieldKind = 'text' | 'number';

/** One row per fact that matters: the document after it. `undefined` means there is no document. */
export type Apply<D, E extends Fact> = {
  readonly [T in E['type']]?: (
    document: D | undefined,
    fact: Named<E, T>,
    envelope: Envelope,
    key: string,
  ) => D | undefined;
};

export interface ProjectionDefinition<D extends object, E extends Fact> {
  /** The read model's name: kebab-case, unique in the context. */
  readonly name: string;
  /** The fields by which documents may be filtered and sorted; everything else is only carried. */
  readonly fields?: { readonly [F in keyof D]?: FieldKind };
  /** The words by which a document can be found. */
  readonly search?: (document: D) => string;
  /** The ids of the documents that a fact concerns. */
  readonly keys: (fact: E, envelope: Envelope) => readonly string[];
  readonly apply: Apply<D, E>;
}

/** A read model as the engine sees it: documents of type `D` folded from facts. Pure: no clock, no I/O. */
export interface Projection<D extends object = object> {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  search?(document: D): string;
  /** The names of our own events that it folds. */
  readonly events: readonly string[];
  /** The names of the others' published facts that it folds (`context.Fact`). */
  readonly heard: readonly string[];
  keys(fact: Fact, envelope: Envelope): readonly string[];
  apply(document: D | undefined, fact: Fact, envelope: Envelope, key: string): D | undefined;
}

type Row = (...args: readonly unknown[]) => unknown;

/** Declares a read model: `projection<Document, Event>()({ … })`. Facts without a row are not seen. */
export function projection<D extends object, E extends Fact>() {
  return (definition: ProjectionDefinition<D, E>): Projection<D> => {
    const rows = new Map(Object.entries(definition.apply)) as ReadonlyMap<string, Row>;
    const names = [...rows.keys()];
    return {
      name: definition.name,
      fields: { ...definition.fields },
      search: definition.search,
      events: names.filter((name) => !isPublished(name)),
      heard: names.filter(isPublished),
      keys: definition.keys,
      apply(document, fact, envelope, key) {
        const row = rows.get(fact.type);
        return row ? (row(document, fact, envelope, key) as D | undefined) : document;
      },
    };
  };
}

/** The same row for every fact that a table names: for a read model that treats them all alike. */
export function everyFact<D, E extends Fact>(
  table: { readonly [T in E['type']]: unknown },
  row: (document: D | undefined, fact: E, envelope: Envelope, key: string) => D | undefined,
): Apply<D, E> {
  const rows: unknown = Object.fromEntries(Object.keys(table).map((type) => [type, row]));
  return rows as Apply<D, E>;
}

/** Whether a name is a published one (`orders.OrderPlaced`), as opposed to a domain event's (`OrderPlaced`). */
export function isPublished(name: string): boolean {
  return name.includes('.');
}
