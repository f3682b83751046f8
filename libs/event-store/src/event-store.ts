import type { DomainEvent, Meta, Position } from '@waybill/kernel';

/** An event to be appended. Its data and meta are plain JSON, and must not be changed afterwards. */
export interface NewEvent {
  /** A UUID, derived from the command: repeating an append with the same ids is safe. */
  readonly id: string;
  readonly type: string;
  /** The version of the data's schema. */
  readonly version: number;
  readonly data: DomainEvent;
  readonly meta: Meta;
}

/**
 * An event as the log keeps it. Revisions of a stream are dense and start at 0. All readers of one process may be given
 * the same object: it must not be changed.
 */
export interface StoredEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/** What an append demands of the stream: that it has no events yet, or its last revision. */
export type Expected = 'new' | number;

/** The last revision and position of what an append wrote, or had written before, when it is repeated. */
export interface Appended {
  readonly revision: number;
  readonly position: Position;
}

/** Events in log order, and a mark: every event up to `position` has been delivered. */
export interface Slice {
  readonly events: readonly StoredEvent[];
  readonly position: Position;
}

export interface StreamRange {
  /** First revision wanted, inclusive, in reading direction. Default: the stream's first or, backwards, last. */
  readonly from?: number | undefined;
  readonly direction?: 'forwards' | 'backwards' | undefined;
  /** Default: all. */
  readonly max?: number | undefined;
}

export interface LogRange {
  /** Exclusive. Default: the beginning. */
  readonly after?: Position | undefined;
  /** Inclusive. Default: the end of the log when reading starts. */
  readonly upTo?: Position | undefined;
  /** The most events in a slice; default 500. */
  readonly max?: number | undefined;
}

export interface SubscriptionRange extends Omit<LogRange, 'upTo'> {
  /** Ends the subscription, which then returns without an error. */
  readonly signal: AbortSignal;
}

/** Sorts before every position of every store: "from the beginning". */
export const START: Position = '';

/**
 * Reads the whole log. A worker thread opens one with a connection of its own: `openLogReader(url)`.
 *
 * A reader of an embedded log in another thread sees commits before they have been fsynced. It must therefore be
 * given an `upTo` that the owner of the log has delivered or answered with; otherwise a power cut can take back what it
 * has read.
 */
export abstract class LogReader {
  /**
   * The log from a position to its end as it is when reading starts, or to `upTo` when that comes first. Every event is
   * delivered. The position of the last slice is that end; the slice is empty when there was nothing to read.
   */
  abstract readAll(range?: LogRange): AsyncIterable<Slice>;

  /** Events of one stream; none for a stream that does not exist. */
  abstract read(stream: string, range?: StreamRange): Promise<readonly StoredEvent[]>;

  /** Later calls reject with {@link StoreUnavailable}. */
  abstract close(): Promise<void>;
}

/**
 * The log of events, the only truth. An append is atomic, and durable when its promise resolves. The order of the whole
 * log is the order of commits.
 */
export abstract class EventStore extends LogReader {
  /**
   * Appends all events or none, at least one. Rejects with {@link WrongExpectedRevision} (nothing was written),
   * {@link OutcomeUnknown} (repeat with the same ids to find out), {@link StoreUnavailable} (nothing was written) or
   * {@link BadAppend}. When the events with these ids already stand where they would have been written, it succeeds and
   * writes nothing.
   */
  abstract append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended>;

  /**
   * The log from a position on, and then whatever is appended, until the signal aborts. Every event is delivered. It
   * reconnects by itself and holds at most a bounded number of events for a slow consumer.
   */
  abstract subscribe(range: SubscriptionRange): AsyncIterable<Slice>;

  /** The position of the last event, {@link START} when there is none. */
  abstract head(): Promise<Position>;

  /** Identifies this log for ever: a UUID made when the log was created. Read stores record which log they were built from. */
  abstract id(): Promise<string>;

  /** Why the store cannot take writes at present, or which damage a reader has met; undefined when all is well. */
  abstract trouble(): Promise<string | undefined>;

  /** Finishes what is being written, then closes. Later calls reject with {@link StoreUnavailable}. */
  abstract override close(): Promise<void>;
}

/** The stream is not at the expected revision. `actual` is undefined when the stream has no events. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';

  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: number | undefined,
  ) {
    super(`${stream} is at revision ${actual ?? 'none'}, not at ${expected}.`);
  }
}

/** Nothing was written, and it may work later: disk full, read-only, server away. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The append may have been written, or not. Repeating it with the same ids is safe and finds out. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** What is stored is not what was written. The message names the file and the place. Never repaired silently. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged';
}

/** The store refuses to open: another process holds it, or a newer version wrote it. The message says which. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/**
 * The append can never be written: it is too large, has a bad name or id, or holds a value that JSON changes or drops.
 * Such values are NaN, Infinity, -0, bigints, symbols, functions, array elements that are undefined or missing, dates,
 * maps, sets and other built-in objects, objects with a toJSON method, and undefined members of `data`. Undefined
 * members of `meta` are left out. Symbols as keys, and names besides the indexes of an array, are dropped as JSON does.
 */
export class BadAppend extends Error {
  override readonly name = 'BadAppend';
}
