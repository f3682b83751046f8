import {
  OutcomeUnknown,
  START,
  StoreUnavailable,
  type EventStore,
  type StoredEvent,
} from '@waybill/event-store';
import type { Envelope, Fact, Position, Saga } from '@waybill/kernel';
import { Lanes, Unprocessable, type Consumer, type MessageBus } from '@waybill/message-bus';
import { ReadStoreUnavailable, type Collection } from '@waybill/read-store';
import type { Clock } from './clock.js';
import { Contention, Draining, ProjectionBehind } from './errors.js';
import type { Facts } from './facts.js';
import type { Parked, SetAside } from './parked.js';
import { Progress } from './progress.js';
import { backOff } from './waiting.js';

/** Waits before a saga tries a fact again that it was refused, in milliseconds; after the last it is parked. */
export const RETRY = [50, 250, 1_000, 5_000, 15_000] as const;
/** How often a reactor's checkpoint is written at most, in milliseconds. */
const NOTE_EVERY = 200;

/** How far a reactor has come. */
export interface Note {
  readonly position: Position;
}

export interface ReactorParts {
  readonly store: EventStore;
  readonly bus: MessageBus;
  readonly facts: Facts;
  readonly notes: Collection<Note>;
  readonly parked: Parked;
  readonly clock: Clock;
  /** The most facts in hand at a time, as things stand. */
  readonly window: () => number;
  /** Gives the commands that follow from a fact, and resolves when all have been answered. */
  readonly carryOut: (saga: Saga, fact: Fact, envelope: Envelope) => Promise<void>;
  readonly report: (failure: unknown, what: string) => void;
}

/** Runs one saga: over our own facts from the log, over the others' from the bus. In order per stream. */
export class Reactor {
  readonly progress = new Progress();
  private consumer: Consumer | undefined;
  private lanes: Lanes<StoredEvent, Position> | undefined;
  private fence: Position | undefined;
  private notedAt = 0;

  constructor(
    private readonly name: string,
    private readonly saga: Saga,
    private readonly parts: ReactorParts,
  ) {}

  /** Facts taken from the log or waiting on the bus that have not been reacted to. */
  get backlog(): number {
    return (this.lanes?.unsettled ?? 0) + (this.consumer?.backlog() ?? 0);
  }

  /** Whether the saga reacts to our own facts, so that its progress in the log means something. */
  get followsLog(): boolean {
    return this.saga.events.length > 0;
  }

  /** Takes up both feeds; resolves when the bus's queue is collecting, `done` when both have ended. */
  async start(signal: AbortSignal): Promise<{ readonly done: Promise<unknown> }> {
    const { saga, name, parts } = this;
    if (saga.heard.length > 0) {
      this.consumer = await parts.bus.consume(
        { queue: name, topics: saga.heard, window: parts.window, retry: RETRY, signal },
        ({ fact, envelope }) => this.react(fact, envelope, signal),
      );
    }
    const following = this.followsLog ? this.follow(signal) : Promise.resolve();
    return { done: Promise.all([following, this.consumer?.done]) };
  }

  /** Has a fact that was set aside reacted to again. Rejects with the reason when it fails again. */
  async redrive(parked: SetAside, signal: AbortSignal): Promise<void> {
    const [event] = await this.parts.store.read(parked.stream, { from: parked.revision, max: 1 });
    if (event) await this.react(this.parts.facts(event), event, signal);
    await this.parts.parked.remove(parked);
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await this.followFromNote(signal);
      } catch (failure) {
        this.parts.report(failure, `saga ${this.name}`);
        await backOff(attempt + 5, signal);
      }
    }
  }

  private async followFromNote(signal: AbortSignal): Promise<void> {
    const { store, notes, facts, window } = this.parts;
    const [note] = await notes.load([this.name]);
    this.fence = note?.fence;
    const after = note?.document?.position ?? START;
    this.progress.advance(after);
    const lanes = new Lanes<StoredEvent, Position>({
      window,
      retry: RETRY,
      signal,
      handle: (event) => this.react(facts(event), event, signal),
      park: (event, reason) => this.park(event, reason),
      onSettled: () => this.advance(),
    });
    this.lanes = lanes;
    for await (const slice of store.subscribe({ after, filter: { types: this.saga.events }, signal })) {
      await lanes.room();
      for (const event of slice.events) lanes.add(event, event.stream, event.position);
      lanes.pass(slice.position);
      this.advance();
    }
    await lanes.drained;
    await this.note();
  }

  /** While the machinery is broken, waits; what the domain refuses is tried again by the lanes, and then parked. */
  private async react(fact: Fact, envelope: Envelope, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.parts.carryOut(this.saga, fact, envelope);
        return;
      } catch (failure) {
        if (!isPassing(failure)) {
          if (failure instanceof TypeError) throw new Unprocessable(failure.message, { cause: failure });
          throw failure;
        }
        if (signal.aborted) throw failure;
        await backOff(attempt + 4, signal);
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

  private advance(): void {
    const mark = this.lanes?.mark;
    if (mark === undefined) return;
    this.progress.advance(mark);
    if (Date.now() - this.notedAt < NOTE_EVERY) return;
    this.notedAt = Date.now();
    this.note().catch((failure: unknown) => this.parts.report(failure, `checkpoint of saga ${this.name}`));
  }

  /** Writes down how far everything has been reacted to; always behind the commands, which are durable by then. */
  private async note(): Promise<void> {
    const { position } = this.progress;
    if (this.fence !== undefined && position <= this.fence) return;
    const replaces = this.fence;
    this.fence = position;
    const note = { id: this.name, document: { position }, fence: position, replaces };
    const refused = await this.parts.notes.replace([note]);
    if (refused.length > 0) throw new Error('Another reactor has written this checkpoint.');
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
