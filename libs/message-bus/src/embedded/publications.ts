import { failpoint } from '@waybill/failpoints';
import type { Message } from '../message-bus.js';
import type { Database } from './database.js';
import type { Entry, Queue } from './queue.js';
import type { Topology } from './topology.js';

interface Written {
  readonly message: Message;
  readonly text: string;
}

interface Publication {
  readonly messages: readonly Written[];
  /** Where the message goes; asked when it is committed, because queues come and go. */
  readonly queuesOf: (message: Message) => readonly Queue[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Messages on their way into the queues. Those that arrive in one turn of the event loop share one transaction. They
 * are delivered when that has been committed, and their promises resolve when it has been synced: a consumer need not
 * wait for the disk, because a message that a power cut takes away is published again.
 */
export class Publications {
  private pending: Publication[] = [];

  constructor(
    private readonly database: Database,
    private readonly topology: Topology,
  ) {}

  async publish(messages: readonly Message[]): Promise<void> {
    const queuesOf = ({ topic }: Message) => this.topology.collectors(topic);
    return this.add(
      messages.filter((message) => queuesOf(message).length > 0),
      queuesOf,
    );
  }

  async send(name: string, messages: readonly Message[]): Promise<void> {
    const queue = this.topology.find(name);
    const only = [queue];
    return this.add(messages, () => (this.topology.has(queue) ? only : []));
  }

  /** Commits what has been published in this turn so far. */
  async flush(): Promise<void> {
    const publications = this.pending;
    this.pending = [];
    if (publications.length === 0) return;
    try {
      await this.database.mend();
      this.commit(publications);
      await this.database.sync();
      for (const { resolve } of publications) resolve();
    } catch (error) {
      for (const { reject } of publications) reject(error);
    }
  }

  private async add(messages: readonly Message[], queuesOf: Publication['queuesOf']): Promise<void> {
    if (messages.length === 0) return;
    const written = messages.map((message) => ({ message, text: JSON.stringify(message) }));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.pending.length === 0) setImmediate(() => void this.flush());
    this.pending.push({ messages: written, queuesOf, resolve, reject });
    return promise;
  }

  private commit(publications: readonly Publication[]): void {
    const placed = place(publications);
    this.database.write(() => {
      for (const [{ table }, entries] of placed) {
        for (const { sequence, text } of entries) table.insert(sequence, text);
      }
      failpoint('bus.before-publish-commit');
    });
    failpoint('bus.after-publish-commit');
    for (const [queue, entries] of placed) queue.append(entries);
  }
}

/** What each queue gets, in the order of publication. */
function place(publications: readonly Publication[]): ReadonlyMap<Queue, readonly Entry[]> {
  const routed = new Map<Queue, Entry[]>();
  for (const { messages, queuesOf } of publications) {
    for (const { message, text } of messages) {
      for (const queue of queuesOf(message)) {
        const entries = routed.get(queue) ?? [];
        if (entries.length === 0) routed.set(queue, entries);
        entries.push({ sequence: queue.head + 1 + entries.length, message, text });
      }
    }
  }
  return routed;
}
