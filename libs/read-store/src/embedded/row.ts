import type { CollectionDefinition, Lineage, Replacement } from '../documents.js';
import { fieldOf } from '../fields.js';

export type Parameter = string | number | null;

/** A replacement as it is written. */
export interface Row {
  readonly id: string;
  readonly fence: string;
  readonly replaces: string | undefined;
  /** As JSON; null leaves a tombstone. */
  readonly document: string | null;
  readonly lineage: Lineage | undefined;
  /** Of the columns beside the document: search text, revision, lineage, then the declared fields in their order. */
  readonly values: readonly Parameter[];
}

/** Everything about a replacement that can throw, done before the transaction. A document without JSON is a TypeError. */
export function rowOf<D extends object>(
  definition: CollectionDefinition<D>,
  { id, document, fence, replaces, lineage }: Replacement<D>,
): Row {
  if (document === undefined) return { id, fence, replaces, document: null, lineage, values: [] };
  const text: string | undefined = JSON.stringify(document);
  if (text === undefined) throw new TypeError(`${definition.name}: the document ${id} has no JSON.`);
  return { id, fence, replaces, document: text, lineage, values: valuesOf(definition, document, lineage) };
}

/** As it is stored; null for none. */
export function lineageText(lineage: Lineage | undefined): string | null {
  return lineage ? JSON.stringify([lineage.subjects, lineage.streams ?? null]) : null;
}

/** What {@link lineageText} has made. */
export function lineageOf(text: Parameter | undefined): Lineage | undefined {
  if (typeof text !== 'string') return undefined;
  const [subjects, streams] = JSON.parse(text);
  return { subjects, streams: streams ?? undefined };
}

function valuesOf<D extends object>(
  definition: CollectionDefinition<D>,
  document: D,
  lineage: Lineage | undefined,
): readonly Parameter[] {
  const revision: unknown = Reflect.get(document, 'revision');
  return [
    definition.search?.(document) ?? null,
    typeof revision === 'number' && Number.isSafeInteger(revision) ? revision : null,
    lineageText(lineage),
    ...Object.entries(definition.fields).map(([field, kind]) => fieldOf(document, field, kind)),
  ];
}
