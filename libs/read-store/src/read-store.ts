import type { FieldKind, Position } from '@waybill/kernel';

/** What a collection holds: documents by id, found and sorted by declared top-level fields. */
export interface CollectionDefinition<D extends object = object> {
  /** Unique in the store: `orders.order-summary`. Lower-case letters, digits, `.` and `-`. */
  readonly name: string;
  /** Which build of the read model; builds live beside each other until one is dropped. */
  readonly version: number;
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** The words by which a document can be found. */
  search?(document: D): string;
}

/** A document and how far into the log it has seen. A tombstone has a fence and no document. */
export interface Fenced<D> {
  readonly id: string;
  readonly document: D | undefined;
  readonly fence: Position;
}

/** A document to be put in place of the one that was seen with `replaces` (undefined: there was none). */
export interface Replacement<D> extends Fenced<D> {
  readonly replaces: Position | undefined;
}

/** What a field must be: equal to a value, one of several, or in a range (`from` inclusive, `to` exclusive). */
export type Condition =
  | { readonly equals: string | number }
  | { readonly in: readonly (string | number)[] }
  | { readonly from?: string | number; readonly to?: string | number };

export interface Query {
  /** All conditions must hold. Fields must be declared. */
  readonly where?: Readonly<Record<string, Condition>>;
  /** Only documents whose id begins with this. */
  readonly idPrefix?: string;
  /** Every word must begin some word of the document's search text; case and accents do not matter. */
  readonly text?: string;
  /** A declared field; ties are broken by id in the same direction. Default: by id. */
  readonly sort?: { readonly field: string; readonly descending?: boolean };
  /** The `next` of the page before. Bound to all but `limit`: another query's cursor is a {@link BadCursor}. */
  readonly cursor?: string;
  /** 1 or more. */
  readonly limit: number;
}

export interface Page<D> {
  readonly items: readonly D[];
  /** Present when there are more. */
  readonly next?: string;
}

/** A versioned collection of documents. */
export abstract class Collection<D extends object = object> {
  /** The document, undefined when there is none. */
  abstract get(id: string): Promise<D | undefined>;

  /** Documents with their fences, tombstones included; ids without either are left out. */
  abstract load(ids: readonly string[]): Promise<readonly Fenced<D>[]>;

  /** Documents in the order of the query; an undeclared field is a TypeError. */
  abstract find(query: Query): Promise<Page<D>>;

  abstract count(): Promise<number>;

  /**
   * Puts the documents in place whose predecessor is still the one that was seen, then moves the checkpoint, never
   * ahead of them. Returns the ids that were refused because somebody else was faster; if there are any, the
   * checkpoint stays.
   */
  abstract replace(
    replacements: readonly Replacement<D>[],
    checkpoint?: Position,
  ): Promise<readonly string[]>;

  /** How far the log has been folded into this collection. */
  abstract checkpoint(): Promise<Position | undefined>;

  /** Deletes the collection with all it holds. */
  abstract drop(): Promise<void>;
}

/** Where read models live, and whatever else can be derived from the log again. */
export abstract class ReadStore {
  /** Opens a collection, creating it and its indexes where needed. */
  abstract collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>>;

  /** The versions of a collection that exist, ascending. */
  abstract versions(name: string): Promise<readonly number[]>;

  /** Resolves when all that was written so far survives a power cut; for what cannot be folded from the log again. */
  abstract sync(): Promise<void>;

  /** Why the store cannot be used at present; undefined while it can. */
  abstract trouble(): Promise<string | undefined>;

  abstract close(): Promise<void>;
}

/** A cursor that this query did not make. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** The store cannot be reached or written at present. */
export class ReadStoreUnavailable extends Error {
  override readonly name = 'ReadStoreUnavailable';
}
