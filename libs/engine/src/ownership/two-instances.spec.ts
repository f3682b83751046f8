import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  aggregate,
  projection,
  publications,
  saga,
  type Context,
  type DomainEvent,
  type Projection,
} from '@waybill/kernel';
import {
  Accounts,
  AccountView,
  CloseAccount,
  Deposit,
  Freeze,
  FrozenAccount,
  Instances,
  named,
  temporaryFolder,
  Thaw,
  until,
  Withdraw,
  type Instance,
} from '@waybill/testing';
import { deadlineProjection } from '../deadlines/deadline-projection.js';

// For a busy machine.
jest.setTimeout(30_000);

interface Booked extends DomainEvent {
  readonly type: 'Booked';
  readonly accountId: string;
  readonly cents: number;
}

interface Filled extends DomainEvent {
  readonly type: 'accounts.AccountFilled';
  readonly accountId: string;
  readonly cents: number;
}

class Book {
  constructor(readonly fields: { readonly accountId: string; readonly cents: number }) {}
}

/** Books every time: a message that is handled twice would be seen. */
const Ledger = aggregate<{ readonly cents: number }, Booked>()({
  name: 'ledger',
  initial: { cents: 0 },
  idOf: ({ fields }) => fields.accountId,
  commands: { Book },
  evolve: { Booked: (ledger, { cents }) => ({ cents: ledger.cents + cents }) },
  decide: { Book: ({ fields }) => [{ type: 'Booked', ...fields }] },
});

const Fillings = projection<{ readonly times: number; readonly cents: number }, Filled>()({
  name: 'fillings',
  keys: ({ accountId }) => [accountId],
  apply: {
    'accounts.AccountFilled': (fillings, { cents }) => ({
      times: (fillings?.times ?? 0) + 1,
      cents: (fillings?.cents ?? 0) + cents,
    }),
  },
});

const Ledgers: Context = {
  name: 'ledgers',
  aggregates: [Ledger],
  projections: [Fillings],
  sagas: [
    saga<Filled>()({
      name: 'booking',
      on: { 'accounts.AccountFilled': ({ accountId, cents }) => [new Book({ accountId, cents })] },
    }),
  ],
  deadlines: [],
  publications: publications<Booked, DomainEvent>()({}),
};

let folder: ReturnType<typeof temporaryFolder>;
let all: Instances;
beforeEach(async () => {
  await open();
});
afterEach(async () => {
  await close();
});

const open = async () => {
  folder = temporaryFolder();
  all = await Instances.open(folder.path, [Accounts, Ledgers]);
};
const close = async () => {
  await all.close();
  folder.remove();
};

const deposit = (accountId: string, cents = 1) => new Deposit({ accountId, cents });
const transfer = (accountId: string, to: string) => new Withdraw({ accountId, to, cents: 1 });
const HOUR = 3_600_000;
const ids = ['ada', 'bob', 'eve'];

/** The instance that follows the accounts, and the other one. */
async function ownerFirst(one: Instance, other: Instance): Promise<readonly [Instance, Instance]> {
  await until(() => all.followersOf('accounts').length === 1);
  return one.follows('accounts') ? [one, other] : [other, one];
}

/** Fills accounts and moves money between them, through this instance. */
async function work(instance: Instance, times: number): Promise<void> {
  const orders = Array.from({ length: times }, async (_, nth) => {
    const accountId = ids[nth % ids.length] ?? '';
    await instance.send(deposit(accountId, 10));
    await instance.send(transfer(accountId, ids[(nth + 1) % ids.length] ?? ''));
  });
  await Promise.all(orders);
}

/** Freezes an account for half an hour; a deadline thaws it. */
async function freeze(instance: Instance): Promise<void> {
  const until = new Date(all.clock.now() + HOUR / 2).toISOString();
  await instance.send(new Freeze({ accountId: 'eve', until }));
}

/** Everything that follows from the log has happened once, and every document equals a plain fold of the log. */
async function expectConsistent(): Promise<void> {
  await all.idle();
  const log = await all.log();
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
  const causes = (type: string, stream = '') =>
    log
      .filter((event) => event.type === type && event.stream.startsWith(stream))
      .map(({ meta }) => meta.causationId)
      .toSorted();
  const eventIds = (type: string) =>
    log
      .filter((event) => event.type === type)
      .map(({ id }) => id)
      .toSorted();
  const moved = log.filter(({ type, meta }) => type === 'Deposited' && meta.actor.kind === 'system');
  expect(moved.map(({ meta }) => meta.causationId).toSorted()).toEqual(eventIds('Withdrawn'));
  expect(causes('Booked')).toEqual(eventIds('Deposited'));
  expect(await shown(Accounts, AccountView)).toEqual(await folded(Accounts, AccountView));
  const fillings = new Map<string, { times: number; cents: number }>();
  for (const { data } of log.filter(({ type }) => type === 'Deposited')) {
    const { accountId = '', cents = 0 } = data as Partial<Filled>;
    const known = fillings.get(accountId) ?? { times: 0, cents: 0 };
    fillings.set(accountId, { times: known.times + 1, cents: known.cents + cents });
  }
  await until(async () => {
    const documents = await shown(Ledgers, Fillings);
    return (
      documents.length === fillings.size && documents.every(([id, one]) => isEqual(one, fillings.get(id)))
    );
  }, 'the replica equals a plain fold of what was published');
}

/** Every deadline that is due has fired, each once. */
async function expectThawed(): Promise<void> {
  all.clock.skip(HOUR);
  await Promise.all(all.followersOf('accounts').map(({ engine }) => engine.tick()));
  await expectConsistent();
  const log = (await all.log()).filter(({ type }) => /AccountFrozen|AccountThawed/.test(type));
  expect(log.at(-1)?.type ?? 'AccountThawed').toBe('AccountThawed');
  const thawed = log.filter(({ type }) => type === 'AccountThawed');
  expect(new Set(thawed.map(({ meta }) => meta.commandId)).size).toBe(thawed.length);
}

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

async function shown<D extends object>(context: Context, of: Projection<D>) {
  const { version, fields } = of;
  const collection = await all.reads.collection<D>({ name: `${context.name}.${of.name}`, version, fields });
  const fenced = await collection.load(ids);
  return fenced
    .flatMap(({ id, document }) => (document ? [[id, document] as const] : []))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}

async function folded<D extends object>(context: Context, of: Projection<D>) {
  const documents = new Map<string, D>();
  for (const stored of await all.log()) {
    const owner = context.aggregates.find(({ name }) => stored.stream.startsWith(`${name}-`));
    if (!owner || !of.events.includes(stored.type)) continue;
    for (const key of of.keys(stored.data, stored)) {
      const document = of.apply(documents.get(key), stored.data, stored, key);
      if (document === undefined) documents.delete(key);
      else documents.set(key, document);
    }
  }
  return [...documents].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** The checkpoints of all readers of the state store. */
async function checkpoints(): Promise<Readonly<Record<string, string>>> {
  const collection = await all.state.collection<{ readonly value?: string | { readonly position: string } }>({
    name: 'engine.checkpoints',
    version: 1,
    fields: {},
  });
  const names = ['accounts.publisher', 'accounts.transfers', 'ledgers.publisher'];
  const entries = await Promise.all(
    names.map(async (name) => {
      const value = (await collection.get(name))?.value;
      return [name, typeof value === 'string' ? value : (value?.position ?? '')] as const;
    }),
  );
  for (const one of [AccountView, deadlineProjection(FrozenAccount)]) {
    const { version, fields } = one;
    const name = `accounts.${one.name}`;
    const readModel = await all.reads.collection({ name, version, fields });
    entries.push([name, (await readModel.progress())?.position ?? '']);
  }
  return Object.fromEntries(entries);
}

/** How many owners each context has had. */
async function leaseEpochs(): Promise<readonly (number | undefined)[]> {
  const leases = await all.state.collection<{ readonly epoch: number }>({
    name: 'engine.leases',
    version: 1,
    fields: {},
  });
  return (await leases.load(['accounts', 'ledgers'])).map(({ document }) => document?.epoch);
}

describe('two instances on the same stores', () => {
  it('follow each context once, and take over what the other one gives back', async () => {
    const one = await all.start();
    const other = await all.start();
    await until(() => ['accounts', 'ledgers'].every((name) => all.followersOf(name).length === 1));
    const epochs = await leaseEpochs();
    await Promise.all([work(one, 10), work(other, 10)]);
    await expectConsistent();
    expect(await leaseEpochs()).toEqual(epochs);
    await one.crash();
    await until(() => other.follows('accounts') && other.follows('ledgers'));
    const third = await all.start();
    await other.engine.stop();
    await until(() => third.follows('accounts') && third.follows('ledgers'));
    await work(third, 5);
  });

  it('decide commands as one does, whichever of them a command is sent to', async () => {
    const one = await all.start();
    const other = await all.start();
    const instances = [one, other];
    const answer = (nth: number, command: object, commandId?: string) =>
      instances[nth]?.send(command, commandId === undefined ? {} : { commandId }).then(
        ({ revision, replayed }) => (replayed ? `${revision} again` : revision),
        (failure: unknown) => (failure as { readonly code?: string }).code,
      );
    const accountId = 'ada';
    const answers = [
      await answer(0, deposit(accountId, 5), named('first')),
      await answer(1, deposit(accountId, 5), named('first')),
      await answer(1, deposit(accountId, 0)),
      await answer(1, new Withdraw({ accountId, cents: 4 })),
      await answer(0, new Withdraw({ accountId, cents: 4 })),
      await answer(1, deposit(accountId, 3)),
      await answer(0, new Withdraw({ accountId, cents: 4 })),
      await answer(1, deposit(accountId, 1)),
      await answer(0, new Freeze({ accountId, until: '2030-01-01T00:00:00.000Z' })),
      await answer(1, new Withdraw({ accountId, cents: 1 })),
      await answer(1, new Thaw({ accountId })),
      await answer(0, new Thaw({ accountId })),
      await answer(0, new Freeze({ accountId, until: '2030-01-01T00:00:00.000Z' })),
      await answer(1, new Thaw({ accountId })),
      await answer(0, new Withdraw({ accountId, cents: 1 })),
      await answer(1, new CloseAccount({ accountId })),
      await answer(0, deposit(accountId, 1)),
      await answer(0, new CloseAccount({ accountId })),
    ];
    const short = 'account-short';
    const [notOpen, closed] = ['account-not-open', 'account-closed'];
    const expected = [0, '0 again', 0, 1, short, 2, 3, 4, 5, notOpen, 6, 6, 7, 8, 9, 10, closed, 10];
    expect(answers).toEqual(expected);
  });

  it('give one answer when both decide at the same moment', async () => {
    const both = [await all.start(), await all.start()];
    await both[0]?.send(deposit('ada', 10));
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, (_, nth) =>
        both[nth % 2]?.send(new Withdraw({ accountId: 'ada', cents: 1 }), {
          commandId: named(`${nth >> 1}`),
        }),
      ),
    );
    const log = (await all.log()).filter(({ type }) => type === 'Withdrawn');
    expect(log).toHaveLength(10);
    const answered = answers.filter(({ status }) => status === 'fulfilled');
    expect(answered.length).toBeGreaterThanOrEqual(10);
    expect(new Set(log.map(({ meta }) => meta.commandId)).size).toBe(10);
  });

  it('read what they wrote, also on the instance that only serves', async () => {
    await all.start({ roles: new Set(['follow']) });
    const serving = await all.start({ roles: new Set(['serve']) });
    expect(serving.engine.readers()).toEqual([]);
    for (let cents = 1; cents <= 5; cents += 1) {
      const { position: after } = await serving.send(deposit('ada'));
      expect(await serving.engine.readModels.get(AccountView, 'ada', { after })).toMatchObject({ cents });
    }
    await serving.send(deposit('bob'));
    expect(await serving.engine.readModels.get(AccountView, 'bob')).toMatchObject({ cents: 1 });
    await work(serving, 5);
    await expectConsistent();
  });
});

describe('processes that start at the same moment on new stores', () => {
  it('all serve; each context has one of them as its follower, and nothing happens twice', async () => {
    const instances = await Promise.all(Array.from({ length: 4 }, () => all.start()));
    await Promise.all(instances.map((instance) => work(instance, 3)));
    await expectConsistent();
    expect(instances.flatMap(({ reports }) => reports)).toEqual([]);
    const started: string[] = [];
    for await (const slice of all.store.readAll()) {
      started.push(...slice.events.flatMap(({ type, stream }) => (type.endsWith('Started') ? stream : [])));
    }
    const expected = [Accounts, Ledgers].flatMap(({ name, sagas }) => [
      `publisher-${name}.publisher`,
      ...sagas.map((saga) => `saga-${name}.${saga.id}`),
    ]);
    expect(started.toSorted()).toEqual(expected.toSorted());
  });
});

describe('an owner that crashes', () => {
  it('is replaced within the time to live of its lease; nothing is lost, and nothing happens twice', async () => {
    const [owner, other] = await ownerFirst(await all.start(), await all.start());
    const before = work(owner, 20).catch(() => undefined);
    await Promise.all([until(async () => (await all.log()).length > 10), work(other, 5)]);
    await owner.crash();
    await before;
    await until(() => other.follows('accounts') && other.follows('ledgers'));
    await work(other, 5);
    await expectConsistent();
    expect(
      await all.state.collection({ name: 'engine.parked', version: 1, fields: {} }).then((c) => c.count()),
    ).toBe(0);
  });

  it('loses no answer: a command that is sent again to the other one is decided once', async () => {
    const [owner, other] = await ownerFirst(await all.start(), await all.start());
    const names = Array.from({ length: 30 }, (_, nth) => named(`order ${nth}`));
    const first = names.map((commandId) => owner.send(deposit('ada'), { commandId }).catch(() => undefined));
    await Promise.race(first);
    await owner.crash();
    await Promise.all(first);
    await Promise.all(names.map((commandId) => other.send(deposit('ada'), { commandId })));
    expect(
      (await all.log()).map(({ meta }) => meta.commandId).filter((id) => names.includes(id)),
    ).toHaveLength(30);
    await expectConsistent();
  });
});

describe('an owner that is paused and goes on after another one took over', () => {
  it('can neither move a checkpoint back nor leave a wrong document nor make a consumer react twice', async () => {
    const [owner, other] = await ownerFirst(await all.start(), await all.start());
    await work(owner, 5);
    await all.idle();
    const inHand = work(owner, 20);
    await until(async () => (await all.log()).length > 25);
    owner.hold();
    // Whatever it has in hand is on its way to the stores, and is held back.
    const writing = owner.engine.hurry().catch(() => undefined);
    await until(() => other.follows('accounts') && other.follows('ledgers'));
    await work(other, 10);
    await until(async () => {
      const end = await all.store.head();
      await other.engine.hurry();
      return Object.values(await checkpoints()).every((position) => position === end);
    }, 'the other one has caught up');
    const before = await checkpoints();
    owner.release();
    await Promise.all([inHand, writing]);
    await owner.engine.hurry().catch(() => undefined);
    const after = await checkpoints();
    const movedBack = Object.entries(before).filter(([name, position]) => (after[name] ?? '') < position);
    expect(movedBack).toEqual([]);
    await until(() => !owner.follows('accounts') && !owner.follows('ledgers'));
    await work(owner, 3);
    await expectConsistent();
    expect(other.follows('accounts')).toBe(true);
  });

  it('is not harmed by a pause that is shorter than its lease', async () => {
    const [owner] = await ownerFirst(
      await all.start({ leaseTtlMs: 60_000 }),
      await all.start({ leaseTtlMs: 60_000 }),
    );
    const inHand = work(owner, 10);
    owner.hold();
    await new Promise((resolve) => setImmediate(resolve));
    owner.release();
    await inHand;
    await expectConsistent();
    expect(owner.follows('accounts')).toBe(true);
  });
});

describe('an owner that loses its lease while an outside call hangs', () => {
  it('follows the context again, and handles the event again', async () => {
    await close();
    let calls = 0;
    const called = Promise.withResolvers<void>();
    const calling = saga<DomainEvent & { readonly type: 'Deposited' }>()({
      name: 'calling',
      on: {
        Deposited: () => {
          called.resolve();
          return (calls += 1) === 1 ? new Promise(() => undefined) : [];
        },
      },
    });
    folder = temporaryFolder();
    all = await Instances.open(folder.path, [{ ...Accounts, sagas: [calling] }]);
    const only = await all.start({ stageMsMax: 50 });
    await only.send(deposit('ada'));
    await called.promise;
    only.hold('state');
    await until(() => !only.follows('accounts'));
    only.release();
    await until(() => only.follows('accounts') && calls === 2);
    await all.idle();
    expect(only.reports).toContain(
      'ownership of accounts: It has not stopped within 50 ms and is left behind.',
    );
  });
});

describe('a state store that was restored from an older backup', () => {
  it('does not make consumers drop what is published from then on', async () => {
    const contexts = [Accounts, Ledgers];
    let opened = 0;
    const reopen = async (between: () => Promise<void>, beforeClaims?: Promise<void>) => {
      await all.close();
      await between();
      all = await Instances.open(folder.path, contexts);
      all.clock.skip((opened += 1) * 60_000);
      all.reads.before = (name, access) =>
        name.startsWith('accounts.') && access === 'replace' ? beforeClaims : undefined;
      return all.start();
    };
    await work(await all.start(), 2);
    await all.idle();
    const backup = temporaryFolder();
    let only = await reopen(() => copyState(folder.path, backup.path));
    for (let times = 0; times < 4; times += 1) only = await reopen(async () => undefined);
    await work(only, 2);
    await expectConsistent();
    const gate = Promise.withResolvers<void>();
    only = await reopen(() => copyState(backup.path, folder.path), gate.promise);
    await work(only, 2);
    const published = () => only.engine.readers().find(({ name }) => name === 'accounts.publisher')?.position;
    const end = await all.store.head();
    await until(() => (published() ?? '') >= end);
    gate.resolve();
    await expectConsistent();
    backup.remove();
  });

  async function copyState(from: string, to: string): Promise<void> {
    for (const ending of ['', '-wal', '-shm']) {
      await rm(join(to, `state.db${ending}`), { force: true });
      await copyFile(join(from, `state.db${ending}`), join(to, `state.db${ending}`)).catch(() => undefined);
    }
  }
});

describe('instances that crash, pause and go on at random', () => {
  const step = fc.record({
    act: fc.constantFrom('work', 'work', 'freeze', 'crash', 'pause', 'resume', 'start', 'wait'),
    who: fc.nat(1),
    part: fc.constantFrom(
      undefined,
      undefined,
      'log' as const,
      'reads' as const,
      'state' as const,
      'bus' as const,
    ),
    times: fc.integer({ min: 1, max: 6 }),
  });

  it('lose nothing, do nothing twice, and show what a plain fold of the log shows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        await close();
        await open();
        const running: (Instance | undefined)[] = [await all.start(), await all.start()];
        const working: Promise<unknown>[] = [];
        for (const { act, who, times, part } of steps) {
          const instance = running[who];
          if (act === 'start') running[who] = instance ?? (await all.start());
          else if (act === 'wait') {
            all.clock.skip(HOUR);
            await someHaveGone(times * 20);
          } else if (!instance) continue;
          else if (act === 'work') working.push(work(instance, times).catch(() => undefined));
          else if (act === 'freeze') working.push(freeze(instance).catch(() => undefined));
          else if (act === 'pause') instance.hold(part);
          else if (act === 'resume') instance.release();
          else {
            await instance.crash();
            running[who] = undefined;
          }
        }
        for (const instance of running) instance?.release();
        if (!running.some((instance) => instance)) running.push(await all.start());
        await Promise.all(working);
        await expectConsistent();
        await expectThawed();
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 120_000);

  /** Long enough, at times, for leases to expire. */
  const someHaveGone = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
});
