import type { Message } from '../message-bus.js';
import type { Database } from './database.js';
import { QueueTable } from './queue-table.js';

/** A message at its place in a queue. */
export interface Entry {
  /** Ascends by 1 from message to message. */
  readonly sequence: number;
  readonly message: Message;
  readonly text: string;
}

/** What a queue asks of its consumers. */
export interface QueueReader {
  /** Why the last read failed; undefined when it did not. */
  readonly failure: string | undefined;
  /** Makes it the active consumer. */
  start(): void;
  /** Takes what was just appended. */
  push(entries: readonly Entry[]): void;
}

/** One queue: its rows, the acknowledgements that are not stored yet, and its consumers. */
export class Queue {
  /** The sequence of the last message that was committed. */
  head: number;
  topics: readonly string[];
  readonly table: QueueTable;
  private readonly acknowledged = new Set<number>();
  /** The first one is active, later ones stand by. */
  private readonly consumers: QueueReader[] = [];
  /** Rows in the table; counted when somebody first asks. */
  private rows: number | undefined;

  constructor(
    database: Database,
    readonly name: string,
    readonly number: number,
    topics: readonly string[],
  ) {
    this.table = new QueueTable(database, number);
    this.head = this.table.last;
    this.topics = topics;
  }

  get hasConsumer(): boolean {
    return this.consumers.length > 0;
  }

  get hasAcknowledgements(): boolean {
    return this.acknowledged.size > 0;
  }

  /** Why the active consumer cannot read; undefined while it can. */
  get failure(): string | undefined {
    return this.consumers[0]?.failure;
  }

  get waiting(): number {
    this.rows ??= this.table.count();
    return this.rows - this.acknowledged.size;
  }

  /** Hands what has been committed to the active consumer. */
  append(entries: readonly Entry[]): void {
    this.head += entries.length;
    if (this.rows !== undefined) this.rows += entries.length;
    this.consumers[0]?.push(entries);
  }

  acknowledge(sequence: number): void {
    this.acknowledged.add(sequence);
  }

  /** Within a transaction: deletes what was acknowledged. Call what it returns when that has been committed. */
  deleteAcknowledged(): () => void {
    const sequences = [...this.acknowledged].sort((a, b) => a - b);
    const deleted = this.table.delete(sequences);
    return () => {
      if (this.rows !== undefined) this.rows -= deleted;
      for (const sequence of sequences) this.acknowledged.delete(sequence);
    };
  }

  join(consumer: QueueReader): void {
    this.consumers.push(consumer);
    if (this.consumers[0] === consumer) consumer.start();
  }

  /** The next consumer starts when the active one leaves. */
  leave(consumer: QueueReader): void {
    const wasActive = this.consumers[0] === consumer;
    const index = this.consumers.indexOf(consumer);
    if (index >= 0) this.consumers.splice(index, 1);
    if (wasActive) this.consumers[0]?.start();
  }
}
