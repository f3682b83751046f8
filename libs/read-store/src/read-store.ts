import type { Collection } from './collection.js';
import type { CollectionDefinition } from './documents.js';

/** Where read models live, and whatever else can be derived from the log again. */
export abstract class ReadStore {
  /** Whether only one process can use this store at a time, so that no other process can own a collection. */
  abstract readonly isExclusive: boolean;

  /** Records from which log everything here is made. Rejects with `ReadStoreRefused` when that is another one. */
  abstract bind(logId: string): Promise<void>;

  /** Opens a collection, creating it and its indexes where needed. */
  abstract collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>>;

  /** The names and versions of all collections that exist, ascending. */
  abstract collections(): Promise<readonly { readonly name: string; readonly version: number }[]>;

  /** The versions of a collection that exist, ascending. */
  abstract versions(name: string): Promise<readonly number[]>;

  /** Why the store cannot be used at present; undefined while it can. */
  abstract trouble(): Promise<string | undefined>;

  /** Finishes the writes that were asked for; whatever is asked later rejects with `ReadStoreUnavailable`. */
  abstract close(): Promise<void>;
}

/**
 * Where data lives that cannot be derived from the log again: checkpoints of sagas and publishers, parked items, leases.
 * A resolved write survives a power cut.
 */
export abstract class StateStore extends ReadStore {}
