import { Engine, idle, type CommandMeta, type EngineOptions, type Receipt } from '@waybill/engine';
import { EmbeddedEventStore, type StoredEvent } from '@waybill/event-store';
import { newId, type Aggregate, type Command, type Context, type Outside } from '@waybill/kernel';
import { EmbeddedKeyStore } from '@waybill/key-store';
import { EmbeddedMessageBus } from '@waybill/message-bus';
import { EmbeddedReadStore, EmbeddedStateStore } from '@waybill/read-store';
import { Account } from './accounts.js';
import { EventStoreBehindLine, MessageBusBehindLine, ReadStoreBehindLine } from './behind-line.js';
import { FaultyReadStore } from './faulty-read-store.js';
import { ManualClock } from './manual-clock.js';
import { ProcessLine } from './process-line.js';

/** How long a lease lives in these tests, in milliseconds. */
const LEASE_TTL_MS = 150;

/** How long the bus keeps a message without storing it in these tests, in milliseconds. */
const STORE_AFTER_MS = 20;

const PARTS = ['log', 'reads', 'state', 'bus'] as const;
export type Part = (typeof PARTS)[number];

/** One of several processes that share their stores: an engine and the lines that connect it. */
export interface Instance {
  readonly engine: Engine;
  /** What it exchanges with each store and the bus. */
  readonly lines: Readonly<Record<Part, ProcessLine>>;
  /** The failures that it has reported. */
  readonly reports: string[];
  /** Sends a command to this instance; `meta` replaces parts of its metadata. */
  send(command: Command, meta?: Partial<CommandMeta>, aggregate?: Aggregate): Promise<Receipt>;
  /** Whether this instance follows a context, as far as it knows. */
  follows(context: string): boolean;
  /** Holds everything back, as when the process is paused, until it is released; or one part only. */
  hold(part?: Part): void;
  release(): void;
  /** Ends as a killed process does. */
  crash(): Promise<void>;
}

export interface InstanceOptions extends Partial<Pick<EngineOptions, 'roles' | 'leaseTtlMs' | 'stageMsMax'>> {
  readonly outside?: <T>(port: Outside<T>) => T;
}

/** Several engines on one log, one read store, one state store and one bus, each connected by lines of its own. */
export class Instances {
  readonly clock = new ManualClock();
  private readonly running = new Set<Instance>();

  private constructor(
    readonly store: EmbeddedEventStore,
    readonly reads: FaultyReadStore,
    readonly state: FaultyReadStore,
    readonly bus: EmbeddedMessageBus,
    private readonly folder: string,
    private readonly contexts: readonly Context[],
  ) {}

  /** Opens the stores in a folder. */
  static async open(folder: string, contexts: readonly Context[]): Promise<Instances> {
    const store = await EmbeddedEventStore.open(folder);
    const reads = new FaultyReadStore(new EmbeddedReadStore(folder));
    const state = new FaultyReadStore(new EmbeddedStateStore(folder));
    const bus = new EmbeddedMessageBus(folder, { storeAfterMs: STORE_AFTER_MS });
    return new Instances(store, reads, state, bus, folder, contexts);
  }

  async start({ outside = nothing, ...options }: InstanceOptions = {}): Promise<Instance> {
    const lines = {
      log: new ProcessLine(),
      reads: new ProcessLine(),
      state: new ProcessLine(),
      bus: new ProcessLine(),
    };
    const each = Object.values(lines);
    const reports: string[] = [];
    const { clock } = this;
    const engine = new Engine({
      store: new EventStoreBehindLine(this.store, lines.log),
      reads: new ReadStoreBehindLine(this.reads, lines.reads),
      state: new ReadStoreBehindLine(this.state, lines.state),
      bus: new MessageBusBehindLine(this.bus.connect(), lines.bus),
      keys: new EmbeddedKeyStore(this.folder),
      clock,
      report: (failure, what) => void reports.push(`${what}: ${String(failure)}`),
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      leaseTtlMs: LEASE_TTL_MS,
      stageMsMax: 500,
      processId: newId(),
      ...options,
    });
    for (const context of this.contexts) engine.host(context, outside);
    await engine.start();
    const instance: Instance = {
      engine,
      lines,
      reports,
      hold: (part) => {
        for (const line of part ? [lines[part]] : each) line.hold();
      },
      release: () => {
        for (const line of each) line.release();
      },
      send: (command, meta = {}, aggregate = Account) => {
        const commandId = meta.commandId ?? newId();
        const actor = { kind: 'user', id: 'somebody' } as const;
        const about = { commandId, correlationId: commandId, causationId: commandId, actor };
        return engine.execute(aggregate, command, { ...about, ...meta });
      },
      follows: (context) => engine.readers().some(({ name }) => name === `${context}.publisher`),
      crash: async () => {
        this.running.delete(instance);
        for (const line of each) line.cut();
        await engine.stop();
      },
    };
    this.running.add(instance);
    return instance;
  }

  /** The instances that follow a context, as far as they know. */
  followersOf(context: string): readonly Instance[] {
    return [...this.running].filter((instance) => instance.follows(context));
  }

  /** Resolves when each context is followed and everything that follows from the events so far has been done. */
  async idle(): Promise<void> {
    await idle(
      {
        contexts: this.contexts,
        hurry: async () => {
          await Promise.all([...this.running].map(({ engine }) => engine.hurry()));
        },
        readers: () => [...this.running].flatMap(({ engine }) => engine.readers()),
      },
      this.store,
      this.bus,
      { isReady: () => this.contexts.every(({ name }) => this.followersOf(name).length === 1) },
    );
  }

  /** The whole log, without the engine's own records of sagas' first starts. */
  async log(): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const slice of this.store.readAll()) events.push(...slice.events);
    return events.filter(({ stream }) => !stream.startsWith('saga-'));
  }

  /** Stops what still runs, and closes the stores. */
  async close(): Promise<void> {
    for (const instance of this.running) instance.release();
    await Promise.all([...this.running].map(({ engine }) => engine.stop()));
    await this.bus.close();
    await this.reads.close();
    await this.state.close();
    await this.store.close();
  }
}

function nothing(): never {
  throw new Error('Nothing is outside.');
}
