import { pino, type DestinationStream } from 'pino';

/** Characters that are handed on at once, and milliseconds after which fewer are. */
const CHUNK = 16_384;
const LATEST = 100;

/**
 * Standard output, written asynchronously and in chunks, at most 100 ms late. The destination behind it measures all
 * that waits there whenever it is given a line, so the lines wait here.
 */
export class StandardOutput implements DestinationStream {
  #lines = '';
  readonly #destination;

  constructor() {
    process.once('beforeExit', () => this.#handOver());
    this.#destination = pino.destination({ dest: 1, sync: false });
    process.once('exit', () => this.flushSync());
    setInterval(() => this.#handOver(), LATEST).unref();
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#lines.length >= CHUNK) this.#handOver();
  }

  /** Returns when all lines are written; pino calls it after a fatal one. */
  flushSync(): void {
    this.#handOver();
    this.#destination.flushSync();
  }

  #handOver(): void {
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#destination.write(lines);
  }
}
