import type { FieldKind, Position } from '@waybill/kernel';

/** What a collection holds: documents by id, found and sorted by declared top-level fields. */
export interface CollectionDefinition<D extends object = object> {
  /** Unique in the store: `orders.order-summary`. Lower-case letters, digits, `.` and `-`. */
  readonly name: string;
  /** The version of the read model. Versions live beside each other until one is dropped. */
  readonly version: number;
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** The words by which a document can be found. Must give the same text for a document and for its JSON read back. */
  search?(document: D): string;
}

/** Where a document comes from, kept for documents that may show personal data. */
export interface Lineage {
  /** The data subjects whose personal data it shows. */
  readonly subjects: readonly string[];
  /** The streams whose events it was made from; undefined for too many to name. */
  readonly streams: readonly string[] | undefined;
}

/** A document and how far into the log it has seen. A tombstone has a fence and no document. */
export interface Fenced<D> {
  readonly id: string;
  readonly document: D | undefined;
  /** Opaque to a store, which compares fences only for equality. */
  readonly fence: string;
  readonly lineage?: Lineage | undefined;
}

/**
 * A document to be put in place of the one that was seen with the fence `replaces` (undefined: there was none). No
 * document means deletion, which leaves a tombstone.
 */
export interface Replacement<D> extends Fenced<D> {
  readonly replaces: string | undefined;
}

/** How far a collection has come, and under which lease epoch (an integer, 0 or more). */
export interface Progress {
  readonly position: Position;
  readonly epoch: number;
}

/** A document as JSON text, with what an answer needs to know of it without parsing. */
export interface StoredText {
  readonly text: string;
  /** The document's own `revision`, if that is an integer. */
  readonly revision: number | undefined;
}
