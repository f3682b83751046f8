import { mkdtempSync, rmSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, idle, type CommandMeta, type EngineOptions, type Receipt } from '@waybill/engine';
import { EmbeddedEventStore, type EventStore, type StoredEvent } from '@waybill/event-store';
import { idFrom, newId, type Aggregate, type Command, type Context } from '@waybill/kernel';
import { EmbeddedKeyStore } from '@waybill/key-store';
import { EmbeddedMessageBus, type MessageBus } from '@waybill/message-bus';
import { EmbeddedReadStore, EmbeddedStateStore } from '@waybill/read-store';
import { Account, Accounts } from './accounts.js';
import { FaultyEventStore } from './faulty-event-store.js';
import { FaultyMessageBus } from './faulty-message-bus.js';
import { FaultyReadStore } from './faulty-read-store.js';
import { ManualClock } from './manual-clock.js';

/** A new folder for a test's stores, and how to be rid of it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'waybill-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface RoomOptions {
  readonly clock?: ManualClock;
  readonly bus?: MessageBus;
  readonly engine?: Partial<EngineOptions>;
  /** Prepares the log, and the read store, before the engine starts. */
  readonly wrapLog?: (log: EmbeddedEventStore) => EventStore;
  readonly onReads?: (reads: FaultyReadStore) => void;
}

/** An engine at work on real embedded stores, with a clock that a test moves and waits that take no time. */
export class EngineRoom {
  private constructor(
    readonly engine: Engine,
    readonly store: FaultyEventStore,
    readonly reads: FaultyReadStore,
    readonly state: FaultyReadStore,
    readonly bus: FaultyMessageBus,
    readonly keys: EmbeddedKeyStore,
    readonly clock: ManualClock,
    /** The failures that the engine has reported. */
    readonly reports: string[],
  ) {}

  static async open(
    folder: string,
    contexts: readonly Context[] = [Accounts],
    {
      clock = new ManualClock(),
      bus,
      engine: options = {},
      wrapLog = (log) => log,
      onReads = () => undefined,
    }: RoomOptions = {},
  ): Promise<EngineRoom> {
    const store = new FaultyEventStore(wrapLog(await EmbeddedEventStore.open(folder)));
    const reads = new FaultyReadStore(new EmbeddedReadStore(folder, { now: () => clock.now() }));
    onReads(reads);
    const state = new FaultyReadStore(new EmbeddedStateStore(folder));
    const faultyBus = new FaultyMessageBus(bus ?? new EmbeddedMessageBus(folder));
    const reports: string[] = [];
    const report = (failure: unknown, what: string) => void reports.push(`${what}: ${String(failure)}`);
    const keys = new EmbeddedKeyStore(folder);
    const stores = { store, reads, state, bus: faultyBus, keys, clock, report };
    // A process of its own: the lease of one that has crashed is free at once.
    const engine = new Engine({ ...stores, sleep: noWait, processId: newId(), ...options });
    try {
      for (const context of contexts) engine.host(context, nothingOutside);
      await engine.start();
    } catch (failure) {
      await engine.stop();
      throw failure;
    }
    return new EngineRoom(engine, store, reads, state, faultyBus, keys, clock, reports);
  }

  /** Sends a command as somebody; `meta` replaces parts of its metadata. */
  send(command: Command, meta: Partial<CommandMeta> = {}, aggregate: Aggregate = Account): Promise<Receipt> {
    const commandId = meta.commandId ?? newId();
    const actor = { kind: 'user', id: 'somebody' } as const;
    const complete = { correlationId: commandId, causationId: commandId, actor, ...meta, commandId };
    return this.engine.execute(aggregate, command, complete);
  }

  /** Resolves when everything that follows from the events so far has been done. */
  idle(): Promise<void> {
    return idle(this.engine, this.store, this.bus);
  }

  /** The whole log, without the engine's own records of first starts. */
  async log(): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const slice of this.store.readAll()) events.push(...slice.events);
    return events.filter(({ stream }) => !/^(saga|publisher)-/.test(stream));
  }

  /** Ends as a killed process does: from one moment on, nothing can be written any more. */
  async crash(): Promise<void> {
    await Promise.all([this.store.close(), this.state.close(), this.reads.close()]);
    await this.engine.stop();
  }
}

/** A command id that a test can name. */
export function named(name: string): string {
  return idFrom('test', name);
}

function nothingOutside(): never {
  throw new Error('Nothing is outside.');
}

const noWait = () => turn();
