import { QueueUnknown, type QueueDeclaration, type QueueState } from '../message-bus.js';
import type { Database, Prepared } from './database.js';
import { Queue } from './queue.js';
import { queueTable } from './tables.js';

/** The queues that exist, and who collects what. */
export class Topology {
  private readonly queues = new Map<string, Queue>();
  private byTopic: ReadonlyMap<string, readonly Queue[]> = new Map();
  private readonly insert: Prepared<unknown>;
  private readonly update: Prepared<unknown>;

  constructor(private readonly database: Database) {
    this.insert = database.prepare('INSERT INTO queues (name, topics) VALUES (?, ?)');
    this.update = database.prepare('UPDATE queues SET topics = ? WHERE number = ?');
    const rows = database.prepare<[string, number, string]>('SELECT name, number, topics FROM queues').all();
    for (const [name, number, topics] of rows) this.add(name, number, JSON.parse(topics));
    this.route();
  }

  get all(): readonly Queue[] {
    return [...this.queues.values()];
  }

  states(): readonly QueueState[] {
    return this.all.map(({ name, topics, waiting }) => ({ queue: name, topics, waiting }));
  }

  find(name: string): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new QueueUnknown(name);
    return queue;
  }

  /** False when the queue has been removed. */
  has(queue: Queue): boolean {
    return this.queues.get(queue.name) === queue;
  }

  /** The queues that a message goes to. */
  collectors(topic: string): readonly Queue[] {
    return this.byTopic.get(topic) ?? [];
  }

  /** Declaring what exists already costs no write. */
  async declare(declarations: readonly QueueDeclaration[]): Promise<void> {
    await this.database.mend();
    const wanted = new Map(declarations.map(({ queue, topics }) => [queue, [...new Set(topics)]]));
    const changed = [...wanted].filter(([name, topics]) => !this.collects(name, topics));
    if (changed.length === 0) return;
    const numbers = this.database.write(() => changed.map(([name, topics]) => this.save(name, topics)));
    changed.forEach(([name, topics], index) => {
      const known = this.queues.get(name);
      if (known) known.topics = topics;
      else this.add(name, numbers[index] ?? 0, topics);
    });
    this.route();
    await this.database.sync();
  }

  async remove(name: string): Promise<boolean> {
    await this.database.mend();
    const queue = this.queues.get(name);
    if (!queue) return false;
    if (queue.hasConsumer) throw new Error(`The queue ${name} has a consumer.`);
    this.database.write(() => {
      this.database.exec(
        `DELETE FROM queues WHERE number = ${queue.number}; DROP TABLE queue_${queue.number}`,
      );
    });
    this.queues.delete(name);
    this.route();
    await this.database.sync();
    return true;
  }

  private collects(name: string, topics: readonly string[]): boolean {
    const known = this.queues.get(name)?.topics;
    return known?.length === topics.length && topics.every((topic) => known.includes(topic));
  }

  /** Within a transaction. Returns the queue's number. */
  private save(name: string, topics: readonly string[]): number {
    const text = JSON.stringify(topics);
    const known = this.queues.get(name)?.number;
    if (known !== undefined) {
      this.update.run(text, known);
      return known;
    }
    const number = Number(this.insert.run(name, text).lastInsertRowid);
    this.database.exec(queueTable(number));
    return number;
  }

  private add(name: string, number: number, topics: readonly string[]): void {
    this.queues.set(name, new Queue(this.database, name, number, topics));
  }

  private route(): void {
    const collecting = this.all.flatMap((queue) => queue.topics.map((topic) => ({ topic, queue })));
    const byTopic = Map.groupBy(collecting, ({ topic }) => topic);
    this.byTopic = new Map([...byTopic].map(([topic, pairs]) => [topic, pairs.map(({ queue }) => queue)]));
  }
}
