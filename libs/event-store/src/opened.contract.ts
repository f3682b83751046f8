import type { EventStore, LogReader } from './event-store.js';

/** A store under test, whose log may hold events of others already. */
export interface Opened {
  readonly store: EventStore;
  /** Two clients of the log as it was last opened; one object twice where a log has a single owner. */
  clients(): Promise<readonly [EventStore, EventStore]>;
  /** Opens a reader of the log on a connection of its own. */
  openReader(): Promise<LogReader>;
  /** Closes the store and opens what it stored again. */
  reopen(): Promise<EventStore>;
  remove(): Promise<void>;
}
