import type { Position } from '@waybill/kernel';

/** The key of a data subject: 32 random bytes, or undefined once it is destroyed. */
export interface SubjectKey {
  readonly subject: string;
  readonly key: Uint8Array | undefined;
}

/**
 * Where the keys of data subjects are: apart from the data that they seal, so that a backup of the data alone can be read
 * by nobody. Several clients may use one store; they get the same key for the same subject.
 */
export abstract class KeyStore {
  /** Records for which log the keys are. Rejects with {@link KeyStoreRefused} when they are for another one. */
  abstract bind(logId: string): Promise<void>;

  /**
   * The keys of these subjects. Makes those that are missing; they are durable when it resolves, so that nothing is ever
   * sealed with a key that a power cut takes away.
   */
  abstract obtain(subjects: readonly string[]): Promise<readonly SubjectKey[]>;

  /** The keys of these subjects; subjects that never had one are left out. */
  abstract find(subjects: readonly string[]): Promise<readonly SubjectKey[]>;

  /** Destroys the key of a subject, now and for ever: a subject that never had a key gets none later. Durable. */
  abstract destroy(subject: string): Promise<void>;

  /** The subjects whose keys are destroyed, ascending. */
  abstract destroyed(): Promise<readonly string[]>;

  /** Up to where the log's erasures have been carried out in this store: one that was restored has missed the later ones. */
  abstract position(): Promise<Position>;

  /** Records that the log's erasures up to a position have been carried out; never goes back. */
  abstract moveTo(position: Position): Promise<void>;

  /** Why the store cannot be used at present; undefined while it can. */
  abstract trouble(): Promise<string | undefined>;

  /** Finishes what was asked for; whatever is asked later rejects with {@link KeyStoreUnavailable}. */
  abstract close(): Promise<void>;
}

/** The store cannot be read or written at present, or has lost a key. */
export class KeyStoreUnavailable extends Error {
  override readonly name = 'KeyStoreUnavailable';
}

/** The store must not be used as it is: it is damaged, or its keys are for another log. The message says how to go on. */
export class KeyStoreRefused extends Error {
  override readonly name = 'KeyStoreRefused';
}
