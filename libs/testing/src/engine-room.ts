import { mkdtempSync, rmSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, withMeta, type CommandMeta, type Receipt } from '@waybill/engine';
import { EmbeddedEventStore, type StoredEvent } from '@waybill/event-store';
import { idFrom, newId, type Aggregate, type Command, type Context } from '@waybill/kernel';
import { EmbeddedMessageBus, type MessageBus } from '@waybill/message-bus';
import { EmbeddedReadStore } from '@waybill/read-store';
import { Account, Accounts } from './accounts.js';
import { FaultyEventStore } from './faulty-event-store.js';
import { FaultyReadStore } from './faulty-read-store.js';
import { ManualClock } from './manual-clock.js';

/** A new folder for a test's stores, and how to be rid of it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'waybill-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An engine at work on real embedded stores, with a clock that a test moves and waits that take no time. */
export class EngineRoom {
  private constructor(
    readonly engine: Engine,
    readonly store: FaultyEventStore,
    readonly reads: FaultyReadStore,
    readonly bus: MessageBus,
    readonly clock: ManualClock,
    /** What the engine has complained of. */
    readonly reports: string[],
  ) {}

  static async open(
    folder: string,
    contexts: readonly Context[] = [Accounts],
    {
      clock = new ManualClock(),
      bus = new EmbeddedMessageBus(folder, { sleep: noWait }),
    }: { readonly clock?: ManualClock; readonly bus?: MessageBus } = {},
  ): Promise<EngineRoom> {
    const store = new FaultyEventStore(await EmbeddedEventStore.open(folder));
    const reads = new FaultyReadStore(new EmbeddedReadStore(folder));
    const reports: string[] = [];
    const report = (failure: unknown, what: string) => void reports.push(`${what}: ${String(failure)}`);
    const engine = new Engine({ store, reads, bus, clock, report, sleep: noWait });
    for (const context of contexts)
      engine.host(context, () => {
        throw new Error('Nothing is outside.');
      });
    await engine.start();
    return new EngineRoom(engine, store, reads, bus, clock, reports);
  }

  /** Sends a command as somebody; with `meta`, under that id, because of that, and so on. */
  send(command: Command, meta: Partial<CommandMeta> = {}, aggregate: Aggregate = Account): Promise<Receipt> {
    const commandId = meta.commandId ?? newId();
    const actor = { kind: 'user', id: 'somebody' } as const;
    const complete = { correlationId: commandId, causationId: commandId, actor, ...meta, commandId };
    return this.engine.execute(aggregate, withMeta(command, complete));
  }

  /** The whole log. */
  async log(): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const slice of this.store.readAll()) events.push(...slice.events);
    return events;
  }

  /** Ends as a killed process does: from one moment on, nothing can be written any more. */
  async crash(): Promise<void> {
    await this.store.close();
    await this.reads.close();
    await this.engine.stop();
  }
}

/** A command id that a test can name. */
export function named(name: string): string {
  return idFrom('test', name);
}

const noWait = () => turn();
