import { setTimeout as pause } from 'node:timers/promises';
import { CAPACITY, type ConsumeOptions, type Delivery } from '../message-bus.js';
import { text } from './failures.js';
import type { Entry, Queue, QueueReader } from './queue.js';

/** Rows read and parsed in one turn of the event loop; requests wait that long. */
const PAGE = 256;
/** The first and the longest wait before a failed read is tried again, in milliseconds. */
const RETRY_MS = 10;
const RETRY_MAX_MS = 1_000;

/** Delivers a queue: at its tail the very objects that are published, behind it page by page from the database. */
export class QueueConsumer implements QueueReader {
  failure: string | undefined;
  /** The sequence of the last message that was delivered or found missing. */
  private position = 0;
  private outstanding = 0;
  private isActive = false;
  private isReading = false;
  private retryMs = RETRY_MS;
  private readonly capacity: number;

  constructor(
    private readonly queue: Queue,
    private readonly options: ConsumeOptions,
    private readonly deliver: (delivery: Delivery) => void,
    private readonly onAcknowledged: () => void,
  ) {
    this.capacity = Math.max(1, options.capacity ?? CAPACITY);
  }

  /** The first delivery comes in a later turn. */
  start(): void {
    this.isActive = true;
    this.readOn();
  }

  push(entries: readonly Entry[]): boolean {
    const [first] = entries;
    if (first && this.position === first.sequence - 1) this.handOver(entries);
    if (this.position === entries.at(-1)?.sequence) return true;
    this.readOn();
    return false;
  }

  private get room(): number {
    const delivers = this.isActive && !this.options.signal.aborted;
    return delivers ? this.capacity - this.outstanding : 0;
  }

  /** As many as there is room for: the consumer may acknowledge some, or end, meanwhile. */
  private handOver(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (this.room <= 0) return;
      this.handOverOne(entry);
    }
  }

  private handOverOne({ sequence, message }: Entry): void {
    this.position = sequence;
    this.outstanding += 1;
    let isAcknowledged = false;
    this.deliver({
      message,
      ack: () => {
        if (isAcknowledged) return;
        isAcknowledged = true;
        this.acknowledge(sequence);
      },
    });
  }

  private acknowledge(sequence: number): void {
    this.outstanding -= 1;
    this.queue.acknowledge(sequence);
    this.onAcknowledged();
    this.readOn();
  }

  readOn(): void {
    if (this.isReading || this.room <= 0 || this.position >= this.queue.head) return;
    this.isReading = true;
    setImmediate(() => void this.readPage());
  }

  private async readPage(): Promise<void> {
    const { head } = this.queue;
    const limit = this.position < head ? Math.max(0, Math.min(PAGE, this.room)) : 0;
    const page = limit > 0 ? this.page(limit) : [];
    this.handOver(page);
    if (this.failure !== undefined) {
      await this.waitToRetry();
      this.isReading = false;
      return this.readOn();
    }
    this.isReading = false;
    if (page.length < limit) {
      // Its store wakes this consumer.
      if (this.queue.hasUnstoredAfter(this.position)) return;
      this.position = head;
    }
    this.readOn();
  }

  /** The next messages, up to the first one that cannot be read; `failure` says why. */
  private page(limit: number): readonly Entry[] {
    const page: Entry[] = [];
    try {
      for (const [sequence, row] of this.queue.table.page(this.position, limit)) {
        page.push({ sequence, message: JSON.parse(row) });
      }
      this.failure = undefined;
      this.retryMs = RETRY_MS;
    } catch (error) {
      this.failure = `The queue ${this.queue.name} cannot be read: ${text(error)}`;
    }
    return page;
  }

  private async waitToRetry(): Promise<void> {
    const waiting = pause(this.retryMs, undefined, { signal: this.options.signal, ref: false });
    this.retryMs = Math.min(2 * this.retryMs, RETRY_MAX_MS);
    await waiting.catch(() => undefined);
  }
}
