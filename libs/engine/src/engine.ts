import type { EventStore } from '@waybill/event-store';
import type { Aggregate, Command, Context, Outside, Position } from '@waybill/kernel';
import type { MessageBus, Parked as ParkedMessage, Sleep } from '@waybill/message-bus';
import type { ReadStore } from '@waybill/read-store';
import type { Clock } from './clock.js';
import { Commands } from './commands.js';
import { Draining } from './errors.js';
import { HostedContext } from './hosted-context.js';
import { Parked, type SetAside } from './parked.js';
import { Precedence } from './precedence.js';
import { ReadModels } from './read-models.js';
import type { Receipt } from './receipt.js';
import { Retelling } from './retelling.js';
import { Snapshots } from './snapshots.js';
import { pause } from './waiting.js';

/** How often it is looked whether a deadline has passed, in milliseconds. */
const TICK_EVERY = 500;

export interface Engines {
  readonly store: EventStore;
  readonly reads: ReadStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly report: (failure: unknown, what: string) => void;
  /** How sagas wait between tries; tests need not wait for real. */
  readonly sleep?: Sleep;
}

interface Guest {
  readonly context: Context;
  readonly outside: <T>(port: Outside<T>) => T;
}

/** Runs the contexts of this process on three stores: takes commands, and does all that follows from facts. */
export class Engine {
  readonly readModels = new ReadModels();
  private readonly guests: Guest[] = [];
  private readonly intake = new AbortController();
  private readonly telling = new AbortController();
  private hosted: readonly HostedContext[] = [];
  private commands: Commands | undefined;
  private parkedKeys: Parked | undefined;
  private parkedFacts: Parked | undefined;
  private reacting: readonly Promise<void>[] = [];
  private showing: readonly Promise<void>[] = [];
  private retelling: Promise<void> = Promise.resolve();
  private clockwork: NodeJS.Timeout | undefined;
  private ticking: Promise<void> = Promise.resolve();
  private readonly precedence = new Precedence();

  constructor(private readonly engines: Engines) {}

  /** Takes in a context, before the engine starts. Throws a TypeError when another has an aggregate of the same name. */
  host(context: Context, outside: <T>(port: Outside<T>) => T): void {
    const names = new Set(
      this.guests.flatMap(({ context: { aggregates } }) => aggregates).map(({ name }) => name),
    );
    const taken = context.aggregates.find(({ name }) => names.has(name));
    if (taken) throw new TypeError(`${context.name} has an aggregate ${taken.name}, as another context has.`);
    this.guests.push({ context, outside });
  }

  /** The contexts that it runs. */
  get contexts(): readonly Context[] {
    return this.guests.map(({ context }) => context);
  }

  async start(): Promise<void> {
    const { store, reads, clock, report } = this.engines;
    const snapshots = await Snapshots.open(reads, store, report);
    const commands = new Commands(store, snapshots, clock);
    const parkedKeys = await Parked.open(reads, 'engine.parked-keys');
    const parkedFacts = await Parked.open(reads, 'engine.parked-facts');
    const notes = await reads.collection<{ readonly position: string }>({
      name: 'engine.notes',
      version: 1,
      fields: {},
    });
    const quarters = {
      ...this.engines,
      commands,
      readModels: this.readModels,
      notes,
      parkedKeys,
      parkedFacts,
      precedence: this.precedence,
    };
    this.hosted = await Promise.all(
      this.guests.map(({ context, outside }) => HostedContext.open(context, outside, quarters)),
    );
    const head = await store.head();
    for (const context of this.hosted) await context.checkAgainst(head);
    // Every queue collects before anything is published.
    await Promise.all(this.hosted.map((context) => context.listen(this.intake.signal)));
    this.reacting = this.hosted.map((context) => context.react(this.intake.signal));
    this.showing = this.hosted.map((context) => context.tell(this.telling.signal));
    const publishers = this.hosted.map(({ publisher }) => publisher);
    const hearers = this.hosted.flatMap((context) => context.hearers);
    this.retelling = new Retelling(store, publishers, report).tell(hearers, this.intake.signal);
    Object.assign(this, { commands, parkedKeys, parkedFacts });
    this.clockwork = setInterval(() => this.tickAlong(), TICK_EVERY);
  }

  /** Decides a command that somebody waits for. Rejects as {@link Commands.execute} does. */
  async execute(aggregate: Aggregate, command: Command): Promise<Receipt> {
    const { commands } = this;
    if (!commands) throw new Draining('Not running yet.');
    return this.precedence.request(() => commands.execute(aggregate, command));
  }

  /** Commands whatever is due by the clock. */
  async tick(): Promise<void> {
    await Promise.all(this.hosted.map((context) => context.tick()));
  }

  /** Resolves when all that has happened has been shown, published and reacted to, and nothing new has followed. */
  async idle(): Promise<void> {
    await this.retelling;
    for (;;) {
      const head = await this.engines.store.head();
      if ((await this.havePassed(head)) && head === (await this.engines.store.head())) return;
      await pause(2);
    }
  }

  private async havePassed(head: Position): Promise<boolean> {
    for (const context of this.hosted) if (!(await context.hasPassed(head))) return false;
    return true;
  }

  /** Everything that was set aside and waits for someone to look at it. */
  async parked() {
    const [keys = [], facts = [], messages] = await Promise.all([
      this.parkedKeys?.list(),
      this.parkedFacts?.list(),
      this.engines.bus.parked(),
    ]);
    return { keys, facts, messages } satisfies {
      keys: readonly SetAside[];
      facts: readonly SetAside[];
      messages: readonly ParkedMessage[];
    };
  }

  /** Has a key or a fact that was set aside handled again. Rejects, or resolves to false, when it fails again. */
  async redrive(parked: SetAside): Promise<boolean> {
    for (const context of this.hosted) {
      if (await context.redrive(parked, this.intake.signal)) return true;
    }
    return false;
  }

  /**
   * Drains: no more facts are taken up and commands accepted, those in hand are finished, read models written, facts
   * published, checkpoints moved; then the stores are closed.
   */
  async stop(): Promise<void> {
    clearInterval(this.clockwork);
    this.intake.abort();
    this.precedence.end();
    await Promise.all([...this.reacting, this.retelling]);
    await this.commands?.drain();
    this.precedence.end();
    this.telling.abort();
    await Promise.all([...this.showing, this.ticking]);
    await this.engines.bus.close();
    await this.engines.reads.close();
    await this.engines.store.close();
  }

  private tickAlong(): void {
    this.ticking = this.tick().catch((failure: unknown) => this.engines.report(failure, 'deadlines'));
  }
}
