import { failpoint } from '@waybill/failpoints';
import type { Message } from '../message-bus.js';
import type { Database } from './database.js';
import type { Queue } from './queue.js';
import type { Topology } from './topology.js';

interface Publication {
  readonly messages: readonly Message[];
  /** Where a message goes; asked when it is handed over, because queues come and go. */
  readonly queuesOf: (message: Message) => readonly Queue[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** A message in a queue that was handed over to a consumer and is not stored. */
interface Unstored {
  readonly queue: Queue;
  readonly sequence: number;
  readonly message: Message;
  readonly publication: Publication;
}

/** Publications that were handed over together. */
interface Batch {
  readonly handedOverAtMs: number;
  readonly publications: readonly Publication[];
  readonly unstored: readonly Unstored[];
  /** Messages that are not acknowledged. */
  open: number;
}

/**
 * Messages on their way into the queues. What is published in one turn of the event loop is handed over to the
 * consumers together, and stored only if it is not acknowledged within `storeAfterMs`, or if a consumer has no room for
 * it. A publication resolves when all its messages are acknowledged or stored and synced: until then, what a crash takes
 * away is published again.
 */
export class Publications {
  private pending: Publication[] = [];
  private batches: Batch[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly topology: Topology,
    private readonly storeAfterMs: number,
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

  /** Hands over and stores everything that was published so far. */
  async flush(): Promise<void> {
    this.handOver();
    await this.store(this.batches.splice(0));
  }

  private async add(messages: readonly Message[], queuesOf: Publication['queuesOf']): Promise<void> {
    if (messages.length === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.pending.length === 0) setImmediate(() => this.handOver());
    this.pending.push({ messages, queuesOf, resolve, reject });
    return promise;
  }

  private handOver(): void {
    const publications = this.pending;
    if (publications.length === 0) return;
    this.pending = [];
    const routed = route(publications);
    const unstored: Unstored[] = [];
    const batch: Batch = { handedOverAtMs: performance.now(), publications, unstored, open: 0 };
    let mustStore = this.storeAfterMs === 0;
    for (const { length } of routed.values()) batch.open += length;
    const onAcknowledged = () => {
      batch.open -= 1;
      if (batch.open === 0) for (const { resolve } of publications) resolve();
    };
    for (const [queue, routes] of routed) {
      const first = queue.head + 1;
      for (const [index, route] of routes.entries())
        unstored.push({ queue, sequence: first + index, ...route });
      const messages = routes.map(({ message }) => message);
      mustStore = !queue.handOver(messages, onAcknowledged) || mustStore;
    }
    failpoint('bus.after-delivery');
    this.batches.push(batch);
    if (mustStore) void this.store(this.batches.splice(0));
    else this.storeLater();
  }

  private storeLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const dueMs = performance.now() - this.storeAfterMs;
      const open = this.batches.filter((batch) => batch.open > 0);
      const due = open.filter(({ handedOverAtMs }) => handedOverAtMs <= dueMs);
      this.batches = open.slice(due.length);
      void this.store(due);
      if (this.batches.length > 0) this.storeLater();
    }, this.storeAfterMs / 2).unref();
  }

  private async store(batches: readonly Batch[]): Promise<void> {
    if (batches.length === 0) return;
    const publications = batches.flatMap((batch) => batch.publications);
    const unstored = batches.flatMap((batch) => batch.unstored);
    try {
      await this.database.mend();
      const { unwritable, hasWritten } = this.commit(unstored);
      if (hasWritten) await this.database.sync();
      for (const one of publications) {
        if (unwritable.has(one)) one.reject(unwritable.get(one));
        else one.resolve();
      }
    } catch (error) {
      settle(unstored, false);
      for (const { reject } of publications) reject(error);
    }
  }

  /** Writes what was not acknowledged. `unwritable`: publications without JSON, each with the reason. */
  private commit(unstored: readonly Unstored[]) {
    const wanted = unstored.filter(
      ({ queue, sequence }) => queue.isUnstored(sequence) && this.topology.has(queue),
    );
    const unwritable = new Map<Publication, unknown>();
    const texts = new Map<Message, string>();
    for (const { message, publication } of wanted) {
      try {
        if (!texts.has(message)) texts.set(message, JSON.stringify(message));
      } catch (error) {
        unwritable.set(publication, error);
      }
    }
    const [bad, good] = [true, false].map((is) =>
      wanted.filter(({ publication }) => unwritable.has(publication) === is),
    );
    if (bad) settle(bad, false);
    if (!good || good.length === 0) return { unwritable, hasWritten: false };
    this.database.write(() => {
      for (const { queue, sequence, message } of good) queue.table.insert(sequence, texts.get(message) ?? '');
      failpoint('bus.before-publish-commit');
    });
    failpoint('bus.after-publish-commit');
    settle(good, true);
    return { unwritable, hasWritten: true };
  }
}

function settle(unstored: readonly Unstored[], haveRows: boolean): void {
  for (const [queue, some] of Map.groupBy(unstored, (one) => one.queue)) {
    const sequences = some.map(({ sequence }) => sequence).filter((sequence) => queue.isUnstored(sequence));
    queue.settleUnstored(sequences, haveRows);
  }
}

interface Route {
  readonly message: Message;
  readonly publication: Publication;
}

/** What each queue gets, in the order of publication. */
function route(publications: readonly Publication[]): ReadonlyMap<Queue, readonly Route[]> {
  const routed = new Map<Queue, Route[]>();
  for (const publication of publications) {
    for (const message of publication.messages) {
      for (const queue of publication.queuesOf(message)) {
        const known = routed.get(queue);
        if (known) known.push({ message, publication });
        else routed.set(queue, [{ message, publication }]);
      }
    }
  }
  return routed;
}
