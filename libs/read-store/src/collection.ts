import type { Fenced, Progress, Replacement, StoredText } from './documents.js';
import type { Page, Query } from './query.js';

/**
 * A versioned collection of documents. A document is stored as JSON: what is read equals
 * `JSON.parse(JSON.stringify(document))`, so that `undefined` properties are left out, NaN becomes null and a Date text.
 */
export abstract class Collection<D extends object = object> {
  /** The document, undefined when there is none. */
  abstract get(id: string): Promise<D | undefined>;

  /** The document as JSON text, which parses to what `get` returns. Undefined when there is none. */
  abstract getText(id: string): Promise<StoredText | undefined>;

  /** Documents with their fences, tombstones included; ids without either are left out. */
  abstract load(ids: readonly string[]): Promise<readonly Fenced<D>[]>;

  /** Documents in the order of the query. An undeclared field is a TypeError, a foreign cursor a `BadCursor`. */
  abstract find(query: Query): Promise<Page<D>>;

  abstract count(): Promise<number>;

  /** The ids of the documents that show personal data of one of these data subjects, by their lineage. */
  abstract ofSubjects(subjects: readonly string[]): Promise<readonly string[]>;

  /**
   * Puts the documents in place whose predecessor is still the one that was seen, then moves the checkpoint, never ahead
   * of them. Returns the ids that were refused because another writer was faster; if there are any, the checkpoint stays.
   * Rejects with `StaleEpoch` when a newer epoch has claimed the collection; an adapter that writes documents and
   * checkpoint in one transaction has then written nothing. Progress with a newer epoch claims the collection.
   */
  abstract replace(replacements: readonly Replacement<D>[], progress?: Progress): Promise<readonly string[]>;

  /**
   * How far the collection has come; undefined before the first checkpoint and the first claim. A claimed collection
   * without a checkpoint is at the start of the log (position '').
   */
  abstract progress(): Promise<Progress | undefined>;

  /**
   * From now on only this epoch, or a newer one, moves the checkpoint. Returns how far the collection has come. Rejects
   * with `StaleEpoch` when a newer epoch has claimed it.
   */
  abstract claim(epoch: number): Promise<Progress>;

  /** Forgets the tombstones of documents that were deleted before this time (milliseconds since 1970). Returns how many. */
  abstract purge(before: number): Promise<number>;

  /**
   * Has nothing left, in the store's files, of what documents and their words were before. Takes its time; others may
   * read and write meanwhile.
   */
  abstract scrub(): Promise<void>;

  /** Deletes the collection with all it holds. */
  abstract drop(): Promise<void>;
}
