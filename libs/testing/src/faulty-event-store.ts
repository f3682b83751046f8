import {
  EventStore,
  type Appended,
  type Expected,
  type LogRange,
  type NewEvent,
  type Slice,
  type StoredEvent,
  type StreamRange,
  type SubscriptionRange,
} from '@waybill/event-store';

/** How an append fails; when `written`, the store has written it before it fails. */
export interface Fault {
  readonly error: Error;
  readonly written: boolean;
}

/** A real event store whose appends and reads a test can make fail. */
export class FaultyEventStore extends EventStore {
  /** The streams of the appends that have reached the store, in order. */
  readonly appends: string[] = [];
  /** Called before each append, which then fails with what it returns or resolves with. */
  faultOf: (stream: string) => Fault | undefined | Promise<Fault | undefined> = () => undefined;
  /** Called before each read of a stream; what it throws, the read rejects with. */
  beforeRead: (stream: string) => void = () => undefined;

  constructor(private readonly store: EventStore) {
    super();
  }

  /** Makes the next `times` appends fail. */
  failNext(times: number, fault: Fault): void {
    let left = times;
    this.faultOf = () => ((left -= 1) >= 0 ? fault : undefined);
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended> {
    const fault = await this.faultOf(stream);
    if (fault && !fault.written) throw fault.error;
    this.appends.push(stream);
    const appended = await this.store.append(stream, events, expected);
    if (fault) throw fault.error;
    return appended;
  }

  async read(stream: string, range?: StreamRange): Promise<readonly StoredEvent[]> {
    this.beforeRead(stream);
    return this.store.read(stream, range);
  }

  readAll(range?: LogRange): AsyncIterable<Slice> {
    return this.store.readAll(range);
  }

  subscribe(range: SubscriptionRange): AsyncIterable<Slice> {
    return this.store.subscribe(range);
  }

  head() {
    return this.store.head();
  }

  id() {
    return this.store.id();
  }

  trouble() {
    return this.store.trouble();
  }

  close() {
    return this.store.close();
  }
}
