import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, projection, publications, type Context, type DomainEvent } from '@waybill/kernel';
import type { Delivery } from '@waybill/message-bus';
import {
  Account,
  Accounts,
  AccountView,
  CloseAccount,
  Deposit,
  EngineRoom,
  temporaryFolder,
  type AccountEvent,
} from '@waybill/testing';
import { Engine } from '../engine.js';

interface Filled extends DomainEvent {
  readonly type: 'accounts.AccountFilled' | 'wallets.AccountFilled';
  readonly accountId: string;
  readonly cents: number;
}

const accounts: Context = { ...Accounts, sagas: [], deadlines: [] };
const Wallet = { ...Account, name: 'wallet' };
const wallets: Context = {
  ...accounts,
  name: 'wallets',
  aggregates: [Wallet],
  projections: [],
  publications: publications<AccountEvent, Filled>()({
    Deposited: ({ accountId, cents }) => ({ type: 'wallets.AccountFilled', accountId, cents }),
  }),
};
/** One document for all accounts. */
const Total = projection<{ readonly cents: number }, AccountEvent>()({
  name: 'total',
  keys: () => ['all'],
  apply: { Deposited: (document, { cents }) => ({ cents: (document?.cents ?? 0) + cents }) },
});
const filled = (document: { readonly cents: number } | undefined, { cents }: Filled) => ({
  cents: (document?.cents ?? 0) + cents,
});
const Fillings = projection<{ readonly cents: number }, Filled>()({
  name: 'fillings',
  keys: ({ accountId }) => [accountId],
  apply: { 'accounts.AccountFilled': filled, 'wallets.AccountFilled': filled },
});
const Listener = { ...Account, name: 'listener' };
const listener: Context = {
  ...accounts,
  name: 'listener',
  aggregates: [Listener],
  projections: [Fillings],
  publications: { events: [], publish: () => undefined },
};

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const open = async (...contexts: readonly Context[]) => {
  room = await EngineRoom.open(folder.path, contexts);
};
const fill = (accountId: string, cents: number, aggregate = Account) =>
  room.send(new Deposit({ accountId, cents }), {}, aggregate);
/** Holds the writes of read models back until it is called. */
const holdWrites = () => {
  const gate = Promise.withResolvers<void>();
  room.reads.before = (name, access) =>
    access === 'replace' && name !== 'engine.checkpoints' ? gate.promise : undefined;
  return () => gate.resolve();
};
/** Holds back what is not wanted of the listener's queue until it is called. */
const holdDeliveries = (isHeld: (delivery: Delivery) => boolean) => {
  const held: (() => void)[] = [];
  let isOpen = false;
  room.bus.onDelivery = (delivery, deliver, queue) => {
    if (!isOpen && queue === 'listener.fillings' && isHeld(delivery)) held.push(() => deliver(delivery));
    else deliver(delivery);
  };
  return () => {
    isOpen = true;
    for (const deliver of held.splice(0)) deliver();
  };
};

const beyond = '9999999999999999';
const soon = { waitMs: 1 };

describe('a reader with a consistency token', () => {
  beforeEach(() => open(accounts));

  it('sees what the command did, in a document, in its text and in a list', async () => {
    const { readModels } = room.engine;
    for (let cents = 1; cents <= 20; cents += 1) {
      const { position: after } = await fill('ada', 1);
      expect(await readModels.get(AccountView, 'ada', { after })).toMatchObject({ cents });
    }
    const { position: later } = await fill('ada', 1);
    const { text } = (await readModels.getText(AccountView, 'ada', { after: later })) ?? { text: '' };
    expect(JSON.parse(text)).toMatchObject({ cents: 21 });
    const { position: after } = await fill('bob', 1);
    const { items } = await readModels.list(AccountView, { limit: 10 }, { after });
    expect(items).toHaveLength(2);
  });

  it('need not wait for other documents when its own has seen enough', async () => {
    const { position: after } = await fill('ada', 1);
    await room.idle();
    const release = holdWrites();
    await fill('bob', 1);
    expect(await room.engine.readModels.get(AccountView, 'ada', { after, ...soon })).toBeDefined();
    release();
  });

  it('is told how far the read model is when it does not get there in time', async () => {
    const { position: reached } = await fill('ada', 1);
    await room.idle();
    const late = { name: 'ProjectionBehind', projection: 'account-view', wanted: beyond, reached };
    const freshness = { after: beyond, ...soon };
    const { readModels } = room.engine;
    await expect(readModels.get(AccountView, 'ada', freshness)).rejects.toMatchObject(late);
    await expect(readModels.getText(AccountView, 'ada', freshness)).rejects.toMatchObject(late);
    await expect(readModels.list(AccountView, { limit: 1 }, freshness)).rejects.toMatchObject(late);
  });

  it('of a read model that no context serves is told so', async () => {
    const unknown = projection<object, AccountEvent>()({ name: 'account-view', keys: () => [], apply: {} });
    const read = async () => room.engine.readModels.get(unknown, 'ada');
    await expect(read()).rejects.toThrow('No context serves');
  });
});

describe('a reader without a token', () => {
  beforeEach(() => open(accounts));

  it('waits for a document whose events this process has just written', async () => {
    const release = holdWrites();
    await fill('ada', 1);
    const { readModels } = room.engine;
    const reading = Promise.all([readModels.get(AccountView, 'ada'), readModels.getText(AccountView, 'ada')]);
    release();
    expect(await reading).toMatchObject([{ cents: 1 }, { text: expect.stringContaining('"cents":1') }]);
  });

  it('waits for a document that bears no name of an aggregate, too', async () => {
    await room.engine.stop();
    await open({ ...accounts, projections: [Total] });
    const release = holdWrites();
    await fill('ada', 1);
    const reading = room.engine.readModels.get(Total, 'all');
    release();
    expect(await reading).toEqual({ cents: 1 });
  });

  it('waits for it no longer than it allows', async () => {
    const release = holdWrites();
    const { position: wanted } = await fill('ada', 1);
    const { readModels } = room.engine;
    const late = { name: 'ProjectionBehind', wanted };
    await expect(readModels.get(AccountView, 'ada', soon)).rejects.toMatchObject(late);
    await expect(readModels.getText(AccountView, 'ada', soon)).rejects.toMatchObject(late);
    release();
  });

  it('is answered at once about a document that has its events, does not exist, or is deleted', async () => {
    await fill('ada', 1);
    await fill('bob', 1);
    await room.send(new CloseAccount({ accountId: 'bob' }));
    await room.idle();
    const release = holdWrites();
    await fill('ada', 1);
    const { readModels } = room.engine;
    expect(await readModels.get(AccountView, 'ada', soon)).toMatchObject({ cents: 1 });
    expect(await readModels.get(AccountView, 'bob', soon)).toBeUndefined();
    expect(await readModels.get(AccountView, 'eve', soon)).toBeUndefined();
    release();
  });
});

describe('a process that only serves', () => {
  let serving: Engine;

  const serve = async (...contexts: readonly Context[]) => {
    await open(...contexts);
    const { store, reads, state, bus, keys, clock } = room;
    const report = () => undefined;
    serving = new Engine({ store, reads, state, bus, keys, clock, report, roles: new Set(['serve']) });
    for (const context of contexts) {
      serving.host(context, () => {
        throw new Error('Nothing is outside.');
      });
    }
    await serving.start();
  };
  const fillThere = (accountId: string, cents: number) => {
    const commandId = newId();
    const actor = { kind: 'user', id: 'somebody' } as const;
    const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
    return serving.execute(Account, new Deposit({ accountId, cents }), meta);
  };
  afterEach(() => serving.stop());

  it('looks how far the process that follows has come, until that is far enough', async () => {
    await serve(accounts);
    expect(serving.readers()).toEqual([]);
    const release = holdWrites();
    const { position: after } = await fillThere('ada', 1);
    const { readModels } = serving;
    const late = { name: 'ProjectionBehind', wanted: after };
    await expect(readModels.get(AccountView, 'ada', { after, ...soon })).rejects.toMatchObject(late);
    await expect(readModels.list(AccountView, { limit: 1 }, { after, ...soon })).rejects.toMatchObject(late);
    release();
    expect(await readModels.get(AccountView, 'ada', { after })).toMatchObject({ cents: 1 });
    expect((await readModels.list(AccountView, { limit: 1 }, { after })).items).toHaveLength(1);
  });

  it('waits for a document whose events it has just written', async () => {
    await serve(accounts);
    await fillThere('ada', 1);
    expect(await serving.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 1 });
    expect(await serving.readModels.get(AccountView, 'eve')).toBeUndefined();
  });

  it('looks how far a replica of that process has come', async () => {
    await serve(accounts, wallets, listener);
    const release = holdDeliveries(({ message }) => message.publisher === 'wallets');
    const { position: after } = await fillThere('ada', 1);
    await room.engine.hurry();
    const behind = serving.readModels.get(Fillings, 'ada', { after, ...soon });
    await expect(behind).rejects.toMatchObject({ name: 'ProjectionBehind' });
    release();
    await room.idle();
    expect(await serving.readModels.get(Fillings, 'ada', { after })).toEqual({ cents: 1 });
  });
});

describe('a reader of a replica', () => {
  beforeEach(() => open(accounts, wallets, listener));

  it('with a token waits until every publisher says that it has published everything up to there', async () => {
    await fill('ada', 1);
    await room.idle();
    const release = holdDeliveries(
      ({ message: { kind, publisher } }) => kind === 'mark' && publisher === 'wallets',
    );
    const { position: after } = await fill('ada', 2);
    const { readModels } = room.engine;
    while ((await readModels.get(Fillings, 'ada'))?.cents !== 3) {
      await room.engine.hurry();
      await turn();
    }
    const behind = readModels.get(Fillings, 'ada', { after, ...soon });
    await expect(behind).rejects.toMatchObject({ name: 'ProjectionBehind', wanted: after });
    const reading = readModels.list(Fillings, { limit: 1 }, { after });
    release();
    await room.idle();
    expect((await reading).items).toEqual([{ cents: 3 }]);
    const { position: later } = await fill('ada', 4, Wallet);
    await room.idle();
    expect(await readModels.get(Fillings, 'ada', { after: later })).toEqual({ cents: 7 });
  });

  it('with a token need not wait until the replica is written and its publishers say how far they are by themselves', async () => {
    await room.idle();
    for (let cents = 1; cents <= 5; cents += 1) {
      const { position: after } = await fill('ada', 1);
      const reading = room.engine.readModels.get(Fillings, 'ada', { after, waitMs: 400 });
      expect(await reading).toEqual({ cents });
    }
  });

  it('does not wait for a document of which another context has published nothing', async () => {
    await room.idle();
    const release = holdDeliveries(() => true);
    await fill('ada', 1, Listener);
    expect(await room.engine.readModels.get(Fillings, 'ada', soon)).toBeUndefined();
    release();
  });
});
