import type { Message } from '../message-bus.js';
import type { Database } from './database.js';
import { QueueTable } from './queue-table.js';

/** A message at its place in a queue. */
export interface Entry {
  /** Ascends by 1 from message to message. */
  readonly sequence: number;
  readonly message: Message;
}

/** What a queue asks of its consumers. */
export interface QueueReader {
  /** Why the last read failed; undefined when it did not. */
  readonly failure: string | undefined;
  /** Makes it the active consumer. */
  start(): void;
  /** Takes what was just appended; true when it has delivered all of it. */
  push(entries: readonly Entry[]): boolean;
  /** Learns that messages have been stored which it has not delivered. */
  readOn(): void;
}

/** One queue: its rows, the acknowledgements that are not stored yet, and its consumers. */
export class Queue {
  /** The sequence of the last message. */
  head: number;
  topics: readonly string[];
  readonly table: QueueTable;
  private readonly acknowledged = new Set<number>();
  /** Messages that were handed over and have no row yet, with whom to tell when they are acknowledged. */
  private readonly unstored = new Map<number, () => void>();
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
    return this.rows + this.unstored.size - this.acknowledged.size;
  }

  /** Hands messages to the active consumer; false when not all of them have been delivered. */
  handOver(messages: readonly Message[], onAcknowledged: () => void): boolean {
    const entries = messages.map((message, index) => ({ sequence: this.head + 1 + index, message }));
    for (const { sequence } of entries) this.unstored.set(sequence, onAcknowledged);
    this.head += entries.length;
    return this.consumers[0]?.push(entries) ?? false;
  }

  /** Whether a message has neither a row nor been acknowledged. */
  isUnstored(sequence: number): boolean {
    return this.unstored.has(sequence);
  }

  /** Whether messages after a sequence may have to be delivered that are not in the table yet. */
  hasUnstoredAfter(sequence: number): boolean {
    for (const unstored of this.unstored.keys()) if (unstored > sequence) return true;
    return false;
  }

  /** These messages have rows now, or never will: then they are published again. */
  settleUnstored(sequences: readonly number[], haveRows: boolean): void {
    for (const sequence of sequences) this.unstored.delete(sequence);
    if (haveRows && this.rows !== undefined) this.rows += sequences.length;
    this.consumers[0]?.readOn();
  }

  /** A message that has no row needs none any more. */
  acknowledge(sequence: number): void {
    const onAcknowledged = this.unstored.get(sequence);
    if (!onAcknowledged) this.acknowledged.add(sequence);
    else {
      this.unstored.delete(sequence);
      onAcknowledged();
    }
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
