import type { ConsumeOptions, Delivery } from '../message-bus.js';
import { Acknowledgements } from './acknowledgements.js';
import type { Database } from './database.js';
import { Publications } from './publications.js';
import { QueueConsumer } from './queue-consumer.js';
import { Topology } from './topology.js';

/** What the bus objects on one database share: the queues, their consumers, and the transactions. */
export class Broker {
  readonly topology: Topology;
  readonly publications: Publications;
  private readonly acknowledgements: Acknowledgements;
  private clients = 0;

  constructor(
    private readonly database: Database,
    storeAfterMs: number,
  ) {
    this.topology = new Topology(database);
    this.publications = new Publications(database, this.topology, storeAfterMs);
    this.acknowledgements = new Acknowledgements(database, this.topology);
  }

  join(): void {
    this.clients += 1;
  }

  /** Resolves when the consumer has ended and its acknowledgements are stored, or could not be. */
  consume(name: string, options: ConsumeOptions, deliver: (delivery: Delivery) => void): Promise<void> {
    const queue = this.topology.find(name);
    const consumer = new QueueConsumer(queue, options, deliver, () => this.acknowledgements.storeSoon());
    queue.join(consumer);
    return aborted(options.signal)
      .then(() => this.publications.flush())
      .then(() => this.acknowledgements.store())
      .then(() => queue.leave(consumer));
  }

  async trouble(): Promise<string | undefined> {
    const troubles = [await this.database.trouble(), this.acknowledgements.failure];
    troubles.push(...this.topology.all.map(({ failure }) => failure));
    return troubles.find((trouble) => trouble !== undefined);
  }

  /** The last client that leaves closes the database. */
  async leave(): Promise<void> {
    await this.publications.flush();
    await this.acknowledgements.store();
    this.clients -= 1;
    if (this.clients > 0) return;
    this.acknowledgements.stop();
    await this.database.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
