import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { failure } from './embedded/failures.js';
import { history, revisionsOf } from './embedded/history.js';
import { logFile, openForReading } from './embedded/log-file.js';
import { LogQueries } from './embedded/log-queries.js';
import { slices } from './embedded/slices.js';
import {
  LogReader,
  type LogRange,
  type Slice,
  type StoredEvent,
  type StreamRange,
  StoreUnavailable,
} from './event-store.js';

/**
 * A connection that only reads a folder's log, beside the process or thread that owns the log. It takes no lock and keeps
 * nothing in memory. Without an `upTo` it reads what has been committed and may not have been fsynced.
 */
export class EmbeddedLogReader extends LogReader {
  readonly #connection = new DisposableStack();

  private constructor(private readonly queries: LogQueries) {
    super();
  }

  /** Rejects with StoreRefused, StoreDamaged, or StoreUnavailable, also when the folder holds no log. */
  static async open(folder: string): Promise<EmbeddedLogReader> {
    const file = logFile(resolve(folder));
    using opened = new DisposableStack();
    try {
      const reader = new EmbeddedLogReader(new LogQueries(opened.use(openForReading(file)), file));
      reader.#connection.use(opened.move());
      return reader;
    } catch (error) {
      throw failure(error, file, 'its beginning');
    }
  }

  override readAll(range: LogRange = {}): AsyncIterable<Slice> {
    return slices(
      range,
      () => this.#open().head(),
      (after, upTo) => this.#open().events(after, upTo),
    );
  }

  override async read(stream: string, range: StreamRange = {}): Promise<readonly StoredEvent[]> {
    const head = this.#open().stream(stream);
    if (!head) return [];
    const { from, to } = revisionsOf(range, head.revision);
    const events: StoredEvent[] = [];
    for (const part of history(stream, head, from, to, () => undefined, this.#open())) {
      for (const event of part) events.push(event);
      await turn();
      this.#open();
    }
    return range.direction === 'backwards' ? events.reverse() : events;
  }

  override async close(): Promise<void> {
    this.#connection.dispose();
  }

  #open(): LogQueries {
    if (this.#connection.disposed) throw new StoreUnavailable('The log reader is closed.');
    return this.queries;
  }
}
