import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedEventStore } from '@waybill/event-store';
import { idFrom, newId, type Command } from '@waybill/kernel';
import { EmbeddedKeyStore } from '@waybill/key-store';
import { EmbeddedMessageBus } from '@waybill/message-bus';
import { EmbeddedReadStore, EmbeddedStateStore } from '@waybill/read-store';
import { SystemClock } from '../../clock.js';
import { Engine } from '../../engine.js';
import { reasonOf } from '../../errors.js';
import { Count, Limit, Limits, Sign, Signatures, Tallies, Tally, TallyView } from './tallies.page.js';

/** A process with an engine whose read models run in a worker thread: plays one scene, prints what it came to, ends. */

const [folder = '', scene = ''] = process.argv.slice(2);
const store = await EmbeddedEventStore.open(folder);
const reads = new EmbeddedReadStore(folder);
const state = new EmbeddedStateStore(folder);
const reports: string[] = [];
const engine = new Engine({
  store,
  reads,
  state,
  bus: new EmbeddedMessageBus(folder),
  keys: new EmbeddedKeyStore(folder),
  clock: new SystemClock(),
  report: (failure, what) => void reports.push(`${what}: ${String(failure)}`),
  worker: {
    eventStoreUrl: `embedded:${folder}`,
    readStoreUrl: `embedded:${folder}`,
    keyStoreUrl: `embedded:${folder}`,
  },
  leaseTtlMs: 500,
});
const context = scene === 'misnamed' ? { ...Tallies, name: 'others' } : Tallies;
engine.host(context, () => {
  throw new Error('Nothing is outside.');
});
const outcome = await engine.start().then(scenes()[scene], reasonOf);
await engine.stop();
// Nothing else keeps the process alive: it ends when the thread has ended.
writeSync(1, `${JSON.stringify(outcome)}\n`);

function scenes(): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    async reads() {
      for (let nth = 0; nth < 50; nth += 1) await send(new Count({ tallyId: `t${nth % 5}` }));
      const { position: after } = await send(new Count({ tallyId: 't0' }));
      const view = await engine.readModels.get(TallyView, 't0', { after });
      const { items } = await engine.readModels.list(TallyView, { limit: 10 }, { after });
      const behind = await engine.readModels
        .get(TallyView, 't0', { after: '9999999999999999', waitMs: 1 })
        .catch((failure: unknown) => failure instanceof Error && failure.name);
      return { view, documents: items.length, behind, reports };
    },

    async deadlines() {
      await send(new Limit({ tallyId: 'over', until: '2020-01-01T00:00:00.000Z' }));
      await send(new Limit({ tallyId: 'later', until: '2999-01-01T00:00:00.000Z' }));
      const due = await reads.collection({
        name: `${Tallies.name}.due.${Limits.name}`,
        version: 1,
        fields: { at: 'text' },
      });
      await until(async () => (await due.count()) === 2);
      await engine.tick();
      await until(async () => (await due.count()) === 1);
      const ended = (await store.read('tally-over')).filter(({ type }) => type === 'Ended').length;
      return { ended, left: await due.get('later'), reports };
    },

    async erases() {
      await send(new Sign({ tallyId: 'a', subjectId: 'ada', name: 'Ada' }));
      const { position: after } = await send(new Sign({ tallyId: 'a', subjectId: 'bob', name: 'Bob' }));
      const before = await engine.readModels.get(Signatures, 'a', { after });
      const commandId = idFrom('erase');
      const actor = { kind: 'user', id: 'officer' } as const;
      const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
      await engine.erase('ada', 'Asked for it.', meta);
      const namesNow = async () => (await engine.readModels.get(Signatures, 'a'))?.names;
      await until(async () => (await namesNow())?.[0] === 'erased');
      const { position } = await send(new Sign({ tallyId: 'a', subjectId: 'bob', name: 'Robert' }));
      const view = await engine.readModels.get(Signatures, 'a', { after: position });
      return { before: before?.names, view, reports };
    },

    async parks() {
      const file = disturbance('throws');
      await send(new Count({ tallyId: 'bad', throwsAt: file }));
      await send(new Count({ tallyId: 'bad' }));
      const { position: after } = await send(new Count({ tallyId: 'good' }));
      const good = await engine.readModels.get(TallyView, 'good', { after });
      const parked = await engine.parked();
      const [item] = parked;
      const first = item && (await engine.retry(item));
      rmSync(file);
      const second = item && (await engine.retry(item));
      const bad = await engine.readModels.get(TallyView, 'bad');
      const { by, kind, what, reason } = item ?? {};
      return { good, item: { by, kind, what, reason }, first, second, bad, left: await engine.parked() };
    },

    async crashes() {
      await send(new Count({ tallyId: 'a' }));
      await send(new Count({ tallyId: 'a', exitsAt: disturbance('exits') }));
      await until(() => reports.some((report) => report.includes('has ended: exit code 3')));
      const { position: after } = await send(new Count({ tallyId: 'a' }));
      const view = await engine.readModels.get(TallyView, 'a', { after, waitMs: 20_000 });
      await until(() => engine.readers().length > 0);
      return { view, parked: await engine.parked(), health: await engine.health() };
    },

    async meetsNewer() {
      const { position: after } = await send(new Count({ tallyId: 'a' }));
      await engine.readModels.get(TallyView, 'a', { after });
      const data = { type: 'Counted', tallyId: 'b' };
      const commandId = idFrom('newer');
      const actor = { kind: 'user', id: 'somebody' } as const;
      const about = { commandId, correlationId: commandId, causationId: commandId, actor };
      const meta = { ...about, occurredAt: '' };
      await store.append('tally-b', [{ id: commandId, type: 'Counted', version: 9, data, meta }], 'new');
      await until(async () => (await engine.health()).some(({ isReady }) => !isReady));
      const view = await engine.readModels.get(TallyView, 'a');
      return { health: await engine.health(), readers: engine.readers(), view };
    },
  };
}

function send(command: Command) {
  const commandId = newId();
  const actor = { kind: 'user', id: 'somebody' } as const;
  const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
  return engine.execute(Tally, command, meta);
}

/** A file that disturbs the read model for as long as it exists. */
function disturbance(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  return path;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5);
}
