import {
  EventStore,
  StoreUnavailable,
  type Expected,
  type LogRange,
  type NewEvent,
  type Slice,
  type StreamRange,
  type SubscriptionRange,
} from '@waybill/event-store';
import {
  BusUnavailable,
  MessageBus,
  type ConsumeOptions,
  type Delivery,
  type EmbeddedMessageBus,
  type Message,
  type QueueDeclaration,
} from '@waybill/message-bus';
import {
  Collection,
  ReadStore,
  ReadStoreUnavailable,
  type CollectionDefinition,
  type Progress,
  type Query,
  type Replacement,
} from '@waybill/read-store';
import type { ProcessLine } from './process-line.js';

/** An event store that several processes share, as one of them reaches it. Closing it leaves the shared one open. */
export class EventStoreBehindLine extends EventStore {
  constructor(
    private readonly store: EventStore,
    private readonly line: ProcessLine,
  ) {
    super();
  }

  append(stream: string, events: readonly NewEvent[], expected: Expected) {
    return this.pass(() => this.store.append(stream, events, expected));
  }

  read(stream: string, range?: StreamRange) {
    return this.pass(() => this.store.read(stream, range));
  }

  readAll(range?: LogRange): AsyncIterable<Slice> {
    return this.slices(this.store.readAll(range));
  }

  subscribe(range: SubscriptionRange): AsyncIterable<Slice> {
    return this.slices(this.store.subscribe(range));
  }

  head() {
    return this.pass(() => this.store.head());
  }

  id() {
    return this.pass(() => this.store.id());
  }

  trouble() {
    return this.store.trouble();
  }

  async close(): Promise<void> {}

  private async *slices(slices: AsyncIterable<Slice>): AsyncIterable<Slice> {
    await this.line.opened(away);
    for await (const slice of slices) {
      await this.line.opened(away);
      yield slice;
    }
  }

  private pass<T>(call: () => Promise<T>): Promise<T> {
    return this.line.pass(call, away);
  }
}

const away = () => new StoreUnavailable('The process is cut off.');

/** A read or state store that several processes share, as one of them reaches it. */
export class ReadStoreBehindLine extends ReadStore {
  readonly isExclusive = false;

  constructor(
    private readonly store: ReadStore,
    private readonly line: ProcessLine,
  ) {
    super();
  }

  bind(logId: string) {
    return this.pass(() => this.store.bind(logId));
  }

  async collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>> {
    const collection = await this.pass(() => this.store.collection(definition));
    return new CollectionBehindLine(collection, (call) => this.pass(call));
  }

  collections() {
    return this.pass(() => this.store.collections());
  }

  versions(name: string) {
    return this.pass(() => this.store.versions(name));
  }

  trouble() {
    return this.store.trouble();
  }

  async close(): Promise<void> {}

  private pass<T>(call: () => Promise<T>): Promise<T> {
    return this.line.pass(call, () => new ReadStoreUnavailable('The process is cut off.'));
  }
}

class CollectionBehindLine<D extends object> extends Collection<D> {
  constructor(
    private readonly collection: Collection<D>,
    private readonly pass: <T>(call: () => Promise<T>) => Promise<T>,
  ) {
    super();
  }

  get(id: string) {
    return this.pass(() => this.collection.get(id));
  }

  getText(id: string) {
    return this.pass(() => this.collection.getText(id));
  }

  load(ids: readonly string[]) {
    return this.pass(() => this.collection.load(ids));
  }

  find(query: Query) {
    return this.pass(() => this.collection.find(query));
  }

  count() {
    return this.pass(() => this.collection.count());
  }

  ofSubjects(subjects: readonly string[]) {
    return this.pass(() => this.collection.ofSubjects(subjects));
  }

  scrub() {
    return this.pass(() => this.collection.scrub());
  }

  replace(replacements: readonly Replacement<D>[], progress?: Progress) {
    return this.pass(() => this.collection.replace(replacements, progress));
  }

  progress() {
    return this.pass(() => this.collection.progress());
  }

  claim(epoch: number) {
    return this.pass(() => this.collection.claim(epoch));
  }

  purge(before: number) {
    return this.pass(() => this.collection.purge(before));
  }

  drop() {
    return this.pass(() => this.collection.drop());
  }
}

/** One process's connection to a bus. Deliveries and acknowledgements are held back with the line, and lost when it is cut. */
export class MessageBusBehindLine extends MessageBus {
  constructor(
    private readonly bus: EmbeddedMessageBus,
    private readonly line: ProcessLine,
  ) {
    super();
    line.onCut = () => void bus.close();
  }

  declare(queues: readonly QueueDeclaration[]) {
    return this.pass(() => this.bus.declare(queues));
  }

  publish(messages: readonly Message[]) {
    return this.pass(() => this.bus.publish(messages));
  }

  send(queue: string, messages: readonly Message[]) {
    return this.pass(() => this.bus.send(queue, messages));
  }

  consume(queue: string, options: ConsumeOptions, deliver: (delivery: Delivery) => void) {
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = (work: () => void) => {
      last = last.then(() => this.line.opened(gone)).then(work, () => undefined);
    };
    return this.pass(() =>
      this.bus.consume(queue, options, (delivery) =>
        inTurn(() => {
          if (!options.signal.aborted)
            deliver({ message: delivery.message, ack: () => inTurn(() => delivery.ack()) });
        }),
      ),
    );
  }

  queues() {
    return this.pass(() => this.bus.queues());
  }

  remove(queue: string) {
    return this.pass(() => this.bus.remove(queue));
  }

  trouble() {
    return this.bus.trouble();
  }

  close() {
    return this.bus.close();
  }

  private pass<T>(call: () => Promise<T>): Promise<T> {
    return this.line.pass(call, gone);
  }
}

const gone = () => new BusUnavailable('The process is cut off.');
