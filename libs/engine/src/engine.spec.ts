import { createHook } from 'node:async_hooks';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedEventStore } from '@waybill/event-store';
import {
  projection,
  publications,
  saga,
  type Context,
  type DomainEvent,
  type Projection,
} from '@waybill/kernel';
import { EmbeddedReadStore, EmbeddedStateStore, ReadStoreUnavailable } from '@waybill/read-store';
import {
  Account,
  Accounts,
  AccountView,
  Deposit,
  EngineRoom,
  envelopeOf,
  Freeze,
  FrozenAccount,
  ManualClock,
  named,
  temporaryFolder,
  Transfers,
  until,
  Withdraw,
  type AccountEvent,
  type Withdrawn,
} from '@waybill/testing';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const deposit = (cents: number, accountId = 'ada') => new Deposit({ accountId, cents });

/** Stores an event as another release of this software would. */
async function store(room: EngineRoom, version: number, data: DomainEvent): Promise<void> {
  const { meta } = envelopeOf(data);
  const id = named(`version ${version}`);
  await room.store.append('account-ada', [{ id, type: data.type, version, data, meta }], 'new');
}

describe('an event of an older version', () => {
  it('is seen in the current schema by decisions, read models, sagas, deadlines and publications', async () => {
    const seen: DomainEvent[] = [];
    const look = (event: DomainEvent) => {
      seen.push(event);
      return [];
    };
    const page: Context = {
      ...Accounts,
      sagas: [saga<AccountEvent>()({ name: 'watch', on: { Deposited: look } })],
      deadlines: [
        {
          name: 'watch',
          events: ['Deposited'],
          after: (event) => void look(event),
          fire: ({ id }) => deposit(0, id),
        },
      ],
      publications: publications<AccountEvent, DomainEvent>()({ Deposited: (event) => void look(event) }),
    };
    const room = await EngineRoom.open(folder.path, [page]);
    const old = { type: 'Deposited', accountId: 'ada', units: 3 };
    await store(room, 1, old);
    await room.send(new Withdraw({ accountId: 'ada', cents: 299 }));
    await expect(room.send(new Withdraw({ accountId: 'ada', cents: 2 }))).rejects.toMatchObject({
      code: 'account-short',
    });
    await room.idle();
    const current = { type: 'Deposited', accountId: 'ada', cents: 300 };
    expect(seen).toEqual([current, current, current]);
    expect(await room.engine.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 1, events: 2 });
    await room.engine.stop();
  });
});

describe('contexts in one process', () => {
  it('may have read models of the same name', async () => {
    const other: Context = {
      ...Accounts,
      name: 'savings',
      aggregates: [{ ...Account, name: 'saving' }],
      projections: [{ ...AccountView }],
      publications: { events: [], publish: () => undefined },
    };
    const room = await EngineRoom.open(folder.path, [
      { ...Accounts, sagas: [] },
      { ...other, sagas: [] },
    ]);
    await room.send(deposit(1));
    await room.send(deposit(2), {}, other.aggregates[0]);
    await room.idle();
    const shown = (one: Projection | undefined) => one && room.engine.readModels.get(one, 'ada');
    expect(await shown(AccountView)).toMatchObject({ cents: 1 });
    expect(await shown(other.projections[0])).toMatchObject({ cents: 2 });
    await room.engine.stop();
  });

  const named = (name: string): Projection<object> =>
    projection<object, AccountEvent>()({ name, keys: () => [], apply: {} });

  it.each<[string, readonly Context[], string]>([
    [
      'aggregates of the same name',
      [Accounts, { ...Accounts, name: 'twins' }],
      'twins has an aggregate account, as another context has.',
    ],
    ['the same name', [Accounts, { ...Accounts, aggregates: [] }], 'There are two contexts accounts.'],
    [
      'two sagas of the same name',
      [{ ...Accounts, sagas: [Transfers, Transfers] }],
      'accounts has two sagas called transfers.',
    ],
    [
      'two read models of the same name',
      [{ ...Accounts, projections: [AccountView, AccountView] }],
      'accounts has two read models called account-view.',
    ],
    [
      'two deadlines of the same name',
      [{ ...Accounts, deadlines: [FrozenAccount, FrozenAccount] }],
      'accounts has two read models called due.frozen-account.',
    ],
    [
      'a saga and a read model of the same name: their queues would be one',
      [{ ...Accounts, projections: [named('transfers')] }],
      'accounts has two readers called transfers.',
    ],
    [
      'a reader with the name of a part of the engine',
      [{ ...Accounts, projections: [named('publisher')] }],
      'accounts has two readers called publisher.',
    ],
  ])('may not have %s', async (_, contexts, message) => {
    const opening = EngineRoom.open(folder.path, contexts);
    await expect(opening).rejects.toThrow(new TypeError(message));
  });
});

describe('an engine on stores that do not belong together', () => {
  it('refuses to start on a log that has lost events, and says what has come further', async () => {
    const room = await EngineRoom.open(folder.path);
    await room.send(deposit(1));
    await room.idle();
    await room.engine.stop();
    const id = await idOf(folder.path);
    await removeFiles('log.db');
    const opening = EngineRoom.open(folder.path, [Accounts], { wrapLog: (log) => withId(log, id) });
    await expect(opening).rejects.toThrow('the log has lost events');
  });

  it.each(['read.db', 'state.db'])('refuses to start when %s was built from another log', async (file) => {
    const room = await EngineRoom.open(folder.path);
    await room.send(deposit(1));
    await room.idle();
    await room.engine.stop();
    await removeFiles('log.db');
    await removeFiles(file === 'read.db' ? 'state.db' : 'read.db');
    const opening = EngineRoom.open(folder.path);
    await expect(opening).rejects.toMatchObject({ name: 'ReadStoreRefused' });
    await expect(opening).rejects.toThrow(`${file} was built from another log`);
  });

  async function removeFiles(file: string): Promise<void> {
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(folder.path, `${file}${ending}`), { force: true });
  }
});

describe('an engine on a log that was written without it', () => {
  it('refuses to start, and goes on with new events when it is allowed to', async () => {
    const store = await EmbeddedEventStore.open(folder.path);
    const data = { type: 'Withdrawn', accountId: 'ada', cents: 1, to: 'bob' };
    const { meta } = envelopeOf(data);
    await store.append('account-ada', [{ id: named('old'), type: data.type, version: 1, data, meta }], 'new');
    await store.close();
    await expect(EngineRoom.open(folder.path)).rejects.toThrow('SAGAS_START_AT_HEAD=all');
    const room = await EngineRoom.open(folder.path, [Accounts], { engine: { sagasStartAtHead: ['all'] } });
    await room.idle();
    expect(room.bus.published.filter(({ kind }) => kind === 'event')).toEqual([]);
    expect(await room.log()).toHaveLength(1);
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    await room.send(new Withdraw({ accountId: 'ada', cents: 2, to: 'bob' }));
    await room.idle();
    expect((await room.log()).map(({ stream }) => stream).at(-1)).toBe('account-bob');
    await room.engine.stop();
  });
});

describe('an engine that stops', () => {
  it('has kept everything it acknowledged, has projected and published what it could, and leaves no timer', async () => {
    const timers = countTimers();
    let room = await EngineRoom.open(folder.path);
    const acknowledged: string[] = [];
    const sending = Array.from({ length: 200 }, async (_, n) => {
      const { position } = await room.send(deposit(1, `account${n % 7}`));
      acknowledged.push(position);
      await room.send(new Withdraw({ accountId: `account${n % 7}`, cents: 1, to: 'bob' }));
    });
    const answers = Promise.allSettled(sending);
    await sending[0];
    await room.engine.stop();
    await answers;
    expect(await timers.left()).toEqual([]);
    expect(room.reports).toEqual([]);
    room = await EngineRoom.open(folder.path);
    const log = await room.log();
    expect(acknowledged.filter((position) => !log.some((event) => event.position === position))).toEqual([]);
    await room.idle();
    const moved = (await room.log()).filter(({ stream }) => stream === 'account-bob');
    expect(moved).toHaveLength(log.filter(({ type }) => type === 'Withdrawn').length);
    await room.engine.stop();
  });

  it('has written its read models, saved its checkpoints and released its contexts', async () => {
    const room = await EngineRoom.open(folder.path);
    const { position } = await room.send(deposit(1));
    await room.engine.stop();
    const reads = new EmbeddedReadStore(folder.path);
    const { version, fields } = AccountView;
    const view = await reads.collection({ name: 'accounts.account-view', version, fields });
    expect(await view.get('ada')).toMatchObject({ cents: 1 });
    expect((await view.progress())?.position).toBe(position);
    await reads.close();
    const state = new EmbeddedStateStore(folder.path);
    const checkpoints = await state.collection({ name: 'engine.checkpoints', version: 1, fields: {} });
    expect(await checkpoints.get('accounts.publisher')).toMatchObject({ value: position });
    expect(await checkpoints.get('accounts.transfers')).toMatchObject({ value: { isRecorded: true } });
    const leases = await state.collection({ name: 'engine.leases', version: 1, fields: {} });
    expect(await leases.get('accounts')).toMatchObject({ isReleased: true });
    await state.close();
  });

  it('while deadlines fire and a read store fails ends all the same', async () => {
    const clock = new ManualClock();
    const room = await EngineRoom.open(folder.path, [Accounts], { clock });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        room.send(new Freeze({ accountId: `account${n}`, until: '2026-11-22T11:00:00.000Z' })),
      ),
    );
    await room.idle();
    clock.skip(3_600_000);
    room.reads.before = (_, access) => {
      if (access === 'replace') throw new ReadStoreUnavailable('away');
    };
    const ticked = room.engine.tick();
    await turn();
    await room.engine.stop();
    await ticked;
  });

  it('does not wait for an outside call that never returns; the event is handled after the next start', async () => {
    const called = Promise.withResolvers<void>();
    const calling = (call: () => Promise<never[]>): Context => ({
      ...Accounts,
      sagas: [saga<Withdrawn>()({ name: 'calling', on: { Withdrawn: call } })],
    });
    const hanging = calling(() => {
      called.resolve();
      return new Promise(() => undefined);
    });
    let room = await EngineRoom.open(folder.path, [hanging], { engine: { stageMsMax: 20 } });
    await room.send(deposit(5));
    await room.send(new Withdraw({ accountId: 'ada', cents: 1 }));
    await called.promise;
    await room.engine.stop();
    expect(room.reports).toContain('shutdown: sagas: It has not stopped within 20 ms and is left behind.');
    let calls = 0;
    room = await EngineRoom.open(folder.path, [
      calling(async () => {
        calls += 1;
        return [];
      }),
    ]);
    await room.idle();
    expect(calls).toBe(1);
    expect(await room.engine.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 4 });
    await room.engine.stop();
  });

  it('does not wait for a store that never answers', async () => {
    const room = await EngineRoom.open(folder.path, [Accounts], { engine: { stageMsMax: 20 } });
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    room.reads.before = (_, access) => {
      if (access !== 'replace') return undefined;
      asked.resolve();
      return gate.promise;
    };
    await room.send(deposit(5));
    const hurried = room.engine.hurry();
    await asked.promise;
    await room.engine.stop();
    expect(room.reports).toContain(
      'shutdown: read models and publishers: It has not stopped within 20 ms and is left behind.',
    );
    gate.resolve();
    await hurried;
  });

  it('answers who waits for a read model that comes no further, and leaves no timer', async () => {
    const timers = countTimers();
    const room = await EngineRoom.open(folder.path);
    await room.send(deposit(1));
    const beyond = { after: '9999999999999999', waitMs: 3_600_000 };
    const waiting = room.engine.readModels
      .get(AccountView, 'ada', beyond)
      .catch((failure: unknown) => failure);
    await turn();
    await room.engine.stop();
    expect(await waiting).toMatchObject({ name: 'Draining' });
    expect(room.reports).toEqual([]);
    expect(await timers.left()).toEqual([]);
  });

  it('does not wait for a former version of a read model that the present one has not replaced yet', async () => {
    let room = await EngineRoom.open(folder.path);
    await room.send(deposit(1));
    await room.idle();
    await room.engine.stop();
    const timers = countTimers();
    const next = { ...Accounts, projections: [{ ...AccountView, version: 2 }] };
    const gate = Promise.withResolvers<void>();
    room = await EngineRoom.open(folder.path, [next], {
      engine: { stageMsMax: 20 },
      onReads: (reads) => {
        reads.before = (name, access) =>
          name === 'accounts.account-view' && access === 'replace' ? gate.promise : undefined;
      },
    });
    const stopping = room.engine.stop();
    gate.resolve();
    await stopping;
    expect(await timers.left()).toEqual([]);
  });

  it('takes no command afterwards', async () => {
    const room = await EngineRoom.open(folder.path);
    await room.engine.stop();
    await expect(room.send(deposit(1))).rejects.toMatchObject({ name: 'Draining' });
  });
});

describe('the health of an engine', () => {
  it('names sagas and a publisher that may not start, until they may', async () => {
    let room = await EngineRoom.open(folder.path);
    await room.engine.stop();
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(folder.path, `state.db${ending}`), { force: true });
    room = await EngineRoom.open(folder.path);
    const reason = expect.stringContaining('its checkpoint is missing from the state store');
    expect(await room.engine.health()).toEqual([
      { name: 'accounts', isReady: true, reason: undefined },
      { name: 'accounts.transfers', isReady: false, reason },
      { name: 'accounts.gifts', isReady: false, reason },
      { name: 'accounts.publisher', isReady: false, reason },
    ]);
    await room.engine.stop();
    room = await EngineRoom.open(folder.path, [Accounts], { engine: { sagasStartAtHead: ['all'] } });
    expect(await room.engine.health()).toEqual([{ name: 'accounts', isReady: true, reason: undefined }]);
    await room.engine.stop();
  });

  it('names a read model that is being built, until it is built', async () => {
    let room = await EngineRoom.open(folder.path);
    const { position } = await room.send(deposit(1));
    await room.idle();
    await room.engine.stop();
    const gate = Promise.withResolvers<void>();
    room = await EngineRoom.open(
      folder.path,
      [{ ...Accounts, projections: [{ ...AccountView, version: 2 }] }],
      {
        onReads: (reads) => {
          reads.before = (name, access) =>
            name === 'accounts.account-view' && access === 'load' ? gate.promise : undefined;
        },
      },
    );
    await until(async () => (await room.engine.health()).length > 1);
    const reason = expect.stringMatching(`The read model is being built; .* of ${position}`);
    expect(await room.engine.health()).toContainEqual({
      name: 'accounts.account-view',
      isReady: false,
      reason,
    });
    gate.resolve();
    await until(async () => (await room.engine.health()).every(({ isReady }) => isReady));
    await room.engine.stop();
  });

  it('names a reader that fails and stands still for 30 seconds, until it goes on', async () => {
    let ms = 0;
    const room = await EngineRoom.open(folder.path, [Accounts], { engine: { nowMs: () => ms } });
    const { position } = await room.send(deposit(1));
    await room.idle();
    room.reads.before = (name, access) => {
      if (name === 'accounts.account-view' && access === 'replace') throw new ReadStoreUnavailable('away');
    };
    await room.send(deposit(1));
    await until(() => room.engine.readers().some(({ failure }) => failure !== undefined));
    expect((await room.engine.health()).every(({ isReady }) => isReady)).toBe(true);
    ms += 30_001;
    const reason = `It has not advanced beyond ${position} for 30 seconds. ReadStoreUnavailable: away`;
    expect(await room.engine.health()).toContainEqual({
      name: 'accounts.account-view',
      isReady: false,
      reason,
    });
    room.reads.before = () => undefined;
    await until(async () => (await room.engine.health()).every(({ isReady }) => isReady));
    await room.idle();
    await room.engine.stop();
  });

  it('gives the reason of a context that meets an event of a newer release, and recovers with that release', async () => {
    let room = await EngineRoom.open(folder.path);
    await room.idle();
    const event = { type: 'Deposited', accountId: 'ada', cents: 7 };
    const written = { ...event, cents: 'seven' };
    await store(room, 3, written);
    await until(async () => (await room.engine.health()).some(({ isReady }) => !isReady));
    expect(await room.engine.health()).toEqual([
      {
        name: 'accounts',
        isReady: false,
        reason: 'The event Deposited has version 3; this release knows versions up to 2. Upgrade it.',
      },
    ]);
    await room.engine.stop();
    const newer = { ...Account, upcast: () => event };
    room = await EngineRoom.open(folder.path, [{ ...Accounts, aggregates: [newer] }]);
    await room.idle();
    expect((await room.engine.health()).every(({ isReady }) => isReady)).toBe(true);
    expect(await room.engine.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 7 });
    await room.engine.stop();
  });
});

async function idOf(path: string): Promise<string> {
  const log = await EmbeddedEventStore.open(path);
  const id = await log.id();
  await log.close();
  return id;
}

/** A log that was restored from an older backup has the same id. */
function withId(log: EmbeddedEventStore, id: string): EmbeddedEventStore {
  log.id = () => Promise.resolve(id);
  return log;
}

/** Where our code sets the timers, from now on, that neither run out nor are cleared. */
function countTimers() {
  const running = new Map<number, string>();
  const ours = /\/libs\/(?!engine\/src\/engine\.spec).*/;
  const hook = createHook({
    init(id, type) {
      const place = type === 'Timeout' && ours.exec(new Error('set here').stack ?? '');
      if (place) running.set(id, place[0]);
    },
    destroy: (id) => void running.delete(id),
  }).enable();
  return {
    async left(): Promise<readonly string[]> {
      for (let turns = 0; turns < 10; turns += 1) await turn();
      hook.disable();
      return [...running.values()];
    },
  };
}
