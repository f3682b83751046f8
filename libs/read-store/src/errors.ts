/** A cursor that this query did not make. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** The store cannot be reached, read or written at present. A rejected write may have been written all the same. */
export class ReadStoreUnavailable extends Error {
  override readonly name = 'ReadStoreUnavailable';
}

/** The store must not be used as it is, for example because it was built from another log. The message says how to go on. */
export class ReadStoreRefused extends Error {
  override readonly name = 'ReadStoreRefused';
}

/** Another owner has claimed the collection with a newer epoch. The one who gets this error has lost it. */
export class StaleEpoch extends Error {
  override readonly name = 'StaleEpoch';

  constructor(
    readonly collection: string,
    readonly epoch: number,
    readonly claimedEpoch: number,
  ) {
    super(`${collection} is claimed by epoch ${claimedEpoch}, which is newer than ${epoch}.`);
  }
}
