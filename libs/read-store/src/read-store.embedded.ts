import { EmbeddedStore, type EmbeddedStoreOptions } from './embedded/store.js';
import type { StateStore } from './read-store.js';

export type { EmbeddedStoreOptions } from './embedded/store.js';

/**
 * Read models in one SQLite file, `<folder>/read.db`. A batch of documents and its checkpoint are one transaction. It is
 * not fsynced: what is lost with the power is folded from the log again. A file that another version of Waybill laid
 * out differently is emptied when it is opened, and the read models are rebuilt.
 *
 * Several objects, for example one in a worker thread, may use one folder at the same time. Readers never wait.
 */
export class EmbeddedReadStore extends EmbeddedStore {
  /** Without a folder it lives in memory and is gone when it is closed. */
  constructor(folder?: string, options: EmbeddedStoreOptions = {}) {
    super(
      folder,
      {
        name: 'read',
        isDerived: true,
        remedy: 'Delete read.db with its -wal and -shm files: it is rebuilt from the log.',
      },
      options,
    );
  }
}

/**
 * State in one SQLite file, `<folder>/state.db`. A write is answered once it has been fsynced; writes that arrive
 * meanwhile share the next fsync. Readers may see a write a moment before it is answered.
 */
export class EmbeddedStateStore extends EmbeddedStore implements StateStore {
  /** Without a folder it lives in memory and is gone when it is closed. */
  constructor(folder?: string, options: EmbeddedStoreOptions = {}) {
    super(
      folder,
      {
        name: 'state',
        isDerived: false,
        remedy:
          'Restore state.db from a backup. Deleting it with its -wal and -shm files loses the checkpoints of sagas and publishers and all parked items.',
      },
      options,
    );
  }
}
