import { Lanes, type Sleep } from '../lanes.js';
import type { Consumer, Message, QueueOptions } from '../message-bus.js';
import type { Journal, QueueState, Sequenced } from './journal.js';

const PAGE = 256;
const CAPACITY = 10_000;
const READ_AGAIN = 1_000;

export interface ConsumerOptions {
  readonly queue: QueueOptions;
  readonly state: QueueState;
  readonly handle: (message: Message) => Promise<void>;
  readonly park: (message: Message, reason: string, attempts: number) => Promise<void>;
  readonly onSettled: () => void;
  readonly retry: readonly number[];
  readonly signal: AbortSignal;
  readonly sleep: Sleep;
}

/** A queue at work: at the tail it is handed what is published, behind it reads the journal page by page. */
export class QueueConsumer implements Consumer {
  readonly done: Promise<void>;
  /** How far messages have been taken in. */
  private read: number;
  private reading = false;
  private readonly lanes: Lanes<Message, number>;

  constructor(
    private readonly journal: Journal,
    private readonly options: ConsumerOptions,
    private head: number,
  ) {
    this.read = options.state.cursor;
    this.lanes = new Lanes({
      handle: options.handle,
      park: options.park,
      window: options.queue.window ?? (() => 64),
      retry: options.retry,
      signal: options.signal,
      sleep: options.sleep,
      capacity: CAPACITY,
      onSettled: options.onSettled,
      onRoom: () => this.readOn(),
    });
    this.done = this.lanes.drained;
    this.readOn();
  }

  /** Everything up to here has been handled or parked. */
  get cursor(): number {
    return this.lanes.mark ?? this.options.state.cursor;
  }

  backlog(): number {
    return this.lanes.unsettled + this.head - this.read;
  }

  /** Hands over what has just been published: everything between the former head and the new one. */
  push(published: readonly Sequenced[], head: number): void {
    const atTail = this.read === this.head && this.lanes.unsettled < CAPACITY;
    this.head = head;
    if (atTail) {
      for (const { sequence, message, queue } of published) {
        if (this.wants(sequence, message.topic, queue)) this.lanes.add(message, message.key, sequence);
      }
      this.passTo(head);
    } else {
      this.readOn();
    }
    this.lanes.poke();
  }

  private wants(sequence: number, topic: string, queue: string | undefined): boolean {
    if (queue !== undefined) return queue === this.options.queue.queue;
    const since = this.options.state.topics.get(topic);
    return since !== undefined && sequence > since;
  }

  private passTo(sequence: number): void {
    this.lanes.pass(sequence);
    this.read = sequence;
    this.options.onSettled();
  }

  private readOn(): void {
    if (this.reading || this.read >= this.head || !this.lanes.hungry) return;
    this.reading = true;
    setImmediate(() => void this.readPage());
  }

  private async readPage(): Promise<void> {
    const { signal, sleep } = this.options;
    try {
      if (signal.aborted) return;
      const page = this.journal.after(this.read, PAGE);
      const wanted = page.filter(({ sequence, topic, queue }) => this.wants(sequence, topic, queue));
      const messages = wanted.map(({ sequence, parse }) => ({ sequence, message: parse() }));
      for (const { sequence, message } of messages) this.lanes.add(message, message.key, sequence);
      this.passTo(page.length < PAGE ? this.head : (page.at(-1)?.sequence ?? this.head));
    } catch {
      await sleep(READ_AGAIN, signal).catch(() => undefined);
    } finally {
      this.reading = false;
    }
    this.readOn();
  }
}
