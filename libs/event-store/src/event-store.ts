import type { DomainEvent, Meta, Position } from '@waybill/kernel';

/** An event on its way into the log. */
export interface NewEvent {
  /** A UUID, derived from the command: repeating an append with the same ids is safe. */
  readonly id: string;
  readonly type: string;
  /** The version of the data's schema. */
  readonly version: number;
  readonly data: DomainEvent;
  readonly meta: Meta;
}

/** An event as the log keeps it. Revisions of a stream are dense and start at 0. */
export interface StoredEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/** What an append demands of the stream: that it has no events yet, that it has some, or its last revision. */
export type Expected = 'new' | 'exists' | number;

/** The last revision and position of what an append wrote (or had written, when it is repeated). */
export interface Appended {
  readonly revision: number;
  readonly position: Position;
}

/** Which events a reader of the whole log wants. Several conditions must all hold; none means every event. */
export interface Filter {
  readonly types?: readonly string[];
  /** Beginnings of stream names. */
  readonly streams?: readonly string[];
}

/** Events in log order, and the mark that closes them: everything that matches up to `position` has been delivered. */
export interface Slice {
  readonly events: readonly StoredEvent[];
  readonly position: Position;
}

export interface StreamRange {
  /** First revision wanted, inclusive, in reading direction. Default: the stream's first or, backwards, last. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** Default: all. */
  readonly max?: number;
}

export interface LogRange {
  /** Exclusive. Default: the beginning. */
  readonly after?: Position;
  readonly filter?: Filter;
  /** The most events in a slice; default 500. */
  readonly max?: number;
}

/** Sorts before every position of every store: "from the beginning". */
export const START: Position = '';

/**
 * The log, the only truth. Appends are atomic and durable when their promise resolves; the order of the whole log is
 * the order of commits.
 */
export abstract class EventStore {
  /**
   * Appends all events or none. Rejects with {@link WrongExpectedRevision} (nothing was written), {@link OutcomeUnknown}
   * (repeat with the same ids to find out), or {@link StoreUnavailable} (nothing was written). When the events with
   * these ids already stand where they would have been written, it succeeds and writes nothing. At least one event.
   */
  abstract append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended>;

  /** Events of one stream; none for a stream that does not exist. */
  abstract read(stream: string, range?: StreamRange): Promise<readonly StoredEvent[]>;

  /** The log from a position to its end as it is when reading starts. The last slice's position is that end. */
  abstract readAll(range?: LogRange): AsyncIterable<Slice>;

  /**
   * The log from a position on, and then whatever is appended, until the signal aborts. Reconnects by itself, holds at
   * most a bounded number of events for a slow consumer, and yields marks through filtered-out regions.
   */
  abstract subscribe(range: LogRange & { readonly signal: AbortSignal }): AsyncIterable<Slice>;

  /** The position of the last event, {@link START} when there is none. */
  abstract head(): Promise<Position>;

  /** Why the store cannot take writes at present; undefined while it can. */
  abstract trouble(): Promise<string | undefined>;

  /** Finishes what is being written, then lets go. Later calls reject with {@link StoreUnavailable}. */
  abstract close(): Promise<void>;
}

/** The stream is not where the writer thought it was. `actual` is undefined when the stream has no events. */
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

/** It may have been written, or not. Repeating the append with the same ids is safe and tells. */
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

/** The store has rejected this append for good, whatever the state: too large, not serialisable, a bad name or id. */
export class BadAppend extends Error {
  override readonly name = 'BadAppend';
}
