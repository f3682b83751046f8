import { pino, type DestinationStream } from 'pino';

/** Lines are written when this many characters wait, or after this time. */
const chunkChars = 16_384;
const flushIntervalMs = 100;

/**
 * Standard output, written asynchronously and in chunks, at most 100 ms late. Lines wait here and
 * not in pino's destination, which measures everything that waits in it with every line.
 */
export class StandardOutput implements DestinationStream {
  #lines = '';
  readonly #destination;

  constructor() {
    process.once('beforeExit', () => this.#write());
    this.#destination = pino.destination({ dest: 1, sync: false });
    process.once('exit', () => this.flushSync());
    setInterval(() => this.#write(), flushIntervalMs).unref();
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#lines.length >= chunkChars) this.#write();
  }

  /** Returns when all lines are written; pino calls it after a fatal one. */
  flushSync(): void {
    this.#write();
    this.#destination.flushSync();
  }

  #write(): void {
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#destination.write(lines);
  }
}
