import { OutcomeUnknown, StoreUnavailable, type EventStore, type StoredEvent } from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import type { Envelope, DomainEvent, Position, Saga } from '@waybill/kernel';
import { Lanes, type Consumer, type MessageBus, type Sleep } from '@waybill/message-bus';
import { ReadStoreUnavailable, type Collection } from '@waybill/read-store';
import { Checkpoint, type Note } from './checkpoint.js';
import type { Clock } from './clock.js';
import { Contention, Draining, ProjectionBehind } from './errors.js';
import type { Facts } from './facts.js';
import type { Parked, SetAside } from './parked.js';
import type { Precedence } from './precedence.js';
import { Progress } from './progress.js';
import { backOff } from './waiting.js';

/** Waits before a saga tries a fact again that it was refused, in milliseconds; after the last it is parked. */
export const RETRY = [50, 250, 1_000, 5_000, 15_000] as const;

/** The most facts that a saga has in hand at a time. */
const WINDOW = 256;

export interface ReactorParts {
  readonly store: EventStore;
  readonly bus: MessageBus;
  readonly facts: Facts;
  readonly notes: Collection<Note>;
  readonly parked: Parked;
  readonly clock: Clock;
  readonly precedence: Precedence;
  readonly sleep?: Sleep;
  /** Gives the commands that follow from a fact, and resolves when all have been answered. */
  readonly carryOut: (fact: DomainEvent, envelope: Envelope) => Promise<void>;
  readonly report: (failure: unknown, what: string) => void;
}

/** Runs one saga: over our own facts from the log, over the others' from the bus. In order per stream. */
export class Reactor {
  readonly progress = new Progress();
  private readonly checkpoint: Checkpoint;
  private consumer: Consumer | undefined;
  private lanes: Lanes<StoredEvent, Position> | undefined;

  constructor(
    private readonly name: string,
    private readonly saga: Saga,
    private readonly parts: ReactorParts,
  ) {
    this.checkpoint = new Checkpoint(name, parts.notes, parts.report);
  }

  /** Facts taken from the log or waiting on the bus that have not been reacted to. */
  get backlog(): number {
    return (this.lanes?.unsettled ?? 0) + (this.consumer?.backlog() ?? 0);
  }

  /** Whether the saga reacts to our own facts, so that its progress in the log means something. */
  get followsLog(): boolean {
    return this.saga.ownEvents.length > 0;
  }

  /** How far the stored checkpoint has come. */
  noted(): Promise<Position> {
    return this.checkpoint.load();
  }

  /** Takes up what the others tell, if the saga wants it; resolves when its queue is collecting. */
  async listen(signal: AbortSignal): Promise<Consumer | undefined> {
    const { saga, name, parts } = this;
    if (saga.publishedEvents.length === 0) return undefined;
    this.consumer = await parts.bus.consume(
      { queue: name, topics: saga.publishedEvents, window: () => WINDOW, retry: RETRY, signal },
      ({ event: fact, envelope }) => this.react(fact, envelope, signal),
    );
    return this.consumer;
  }

  /** Follows our own facts until the signal aborts; after a failure of the log again from the checkpoint. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; this.followsLog && !signal.aborted; attempt += 1) {
      const failing = new AbortController();
      try {
        await this.followOn(AbortSignal.any([signal, failing.signal]));
      } catch (failure) {
        this.parts.report(failure, `saga ${this.name}`);
        failing.abort();
        await this.lanes?.drained;
        await backOff(attempt + 5, signal);
      }
    }
  }

  /** Has a fact that was set aside reacted to again. Rejects with the reason when it fails again. */
  async redrive(parked: SetAside, signal: AbortSignal): Promise<void> {
    const [event] = await this.parts.store.read(parked.stream, { from: parked.revision, max: 1 });
    if (event) await this.react(this.parts.facts.of(event), event, signal);
    await this.parts.parked.remove(parked);
  }

  private async followOn(signal: AbortSignal): Promise<void> {
    const { store, facts, sleep } = this.parts;
    const after = await this.checkpoint.load();
    this.progress.advance(after);
    const lanes = new Lanes<StoredEvent, Position>({
      window: () => WINDOW,
      retry: RETRY,
      signal,
      sleep,
      handle: (event) => this.react(facts.of(event), event, signal),
      park: (event, reason) => this.park(event, reason),
      onSettled: () => this.advance(lanes),
    });
    this.lanes = lanes;
    for await (const slice of store.subscribe({ after, filter: facts.named(this.saga.ownEvents), signal })) {
      await lanes.room();
      for (const event of slice.events) lanes.add(event, event.stream, event.position);
      lanes.pass(slice.position);
      this.advance(lanes);
    }
    await lanes.drained;
    await this.checkpoint.flush(this.progress.position);
  }

  /** While the machinery is broken, waits; what the domain refuses is tried again by the lanes, and then parked. */
  private async react(fact: DomainEvent, envelope: Envelope, signal: AbortSignal): Promise<void> {
    await this.parts.precedence.turn(1);
    for (let attempt = 5; ; attempt += 1) {
      try {
        return await this.parts.carryOut(fact, envelope);
      } catch (failure) {
        if (!isPassing(failure) || signal.aborted) throw failure;
        await backOff(attempt, signal);
      }
    }
  }

  private async park(event: StoredEvent, reason: string): Promise<void> {
    this.parts.report(reason, `saga ${this.name}: ${event.type} at ${event.position} is set aside`);
    const { stream, revision, position, type } = event;
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const what = { by: this.name, what: event.id, stream, revision, position, event: type };
    await this.parts.parked.add({ ...what, reason, parkedAt });
  }

  /** The checkpoint is always behind the commands, which are durable by then. */
  private advance({ mark }: Lanes<StoredEvent, Position>): void {
    if (mark === undefined) return;
    this.progress.advance(mark);
    failpoint('reactor.before-note');
    this.checkpoint.note(this.progress.position);
  }
}

function isPassing(failure: unknown): boolean {
  return (
    failure instanceof StoreUnavailable ||
    failure instanceof OutcomeUnknown ||
    failure instanceof ReadStoreUnavailable ||
    failure instanceof Contention ||
    failure instanceof Draining ||
    failure instanceof ProjectionBehind
  );
}
