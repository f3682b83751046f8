import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projection, type Context, type DomainEvent } from '@waybill/kernel';
import { Account, Accounts, Deposit, EngineRoom, temporaryFolder } from '@waybill/testing';

interface Filled extends DomainEvent {
  readonly type: 'accounts.AccountFilled';
  readonly accountId: string;
  readonly cents: number;
}

const Fillings = projection<{ readonly cents: number; readonly position: string }, Filled>()({
  name: 'fillings',
  keys: (_, { id }) => [id],
  apply: {
    'accounts.AccountFilled': (_, { cents }, { position }) => {
      if (cents === 13) throw new Error('unlucky');
      return { cents, position };
    },
  },
});

const accounts: Context = { ...Accounts, projections: [], sagas: [], deadlines: [] };
const listener: Context = {
  ...accounts,
  name: 'listener',
  aggregates: [{ ...Account, name: 'listener' }],
  projections: [Fillings],
  publications: { events: [], publish: () => undefined },
};

describe('a read model of what others tell', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let room: EngineRoom;

  beforeEach(async () => {
    folder = temporaryFolder();
    room = await EngineRoom.open(folder.path, [accounts, listener]);
  });
  afterEach(async () => {
    await room.engine.stop();
    folder.remove();
  });

  const fill = async (...amounts: readonly number[]) => {
    for (const cents of amounts) await room.send(new Deposit({ accountId: 'ada', cents }));
  };
  const fillings = async () => {
    await room.engine.idle();
    const { items } = await room.engine.readModels.list(Fillings, { limit: 5_000 });
    return items.toSorted((one, other) => (one.position < other.position ? -1 : 1)).map(({ cents }) => cents);
  };
  const reopen = async (...contexts: readonly Context[]) => {
    await room.engine.stop();
    for (const file of ['read.db', 'read.db-wal', 'read.db-shm'])
      await rm(join(folder.path, file), { force: true });
    room = await EngineRoom.open(folder.path, contexts);
  };

  it('hears the past again after its documents were lost, and the present beside it', async () => {
    await fill(1, 2, 3);
    expect(await fillings()).toEqual([1, 2, 3]);
    await reopen(accounts, listener);
    await fill(4);
    expect(await fillings()).toEqual([1, 2, 3, 4]);
  });

  it('hears what was told before there was such a read model', async () => {
    await reopen(accounts);
    await fill(1, 2);
    await room.engine.idle();
    await reopen(accounts, listener);
    expect(await fillings()).toEqual([1, 2]);
  });

  it('hears the past only once', async () => {
    await fill(1);
    await room.engine.idle();
    await room.engine.stop();
    room = await EngineRoom.open(folder.path, [accounts, listener]);
    let told = 0;
    room.reads.before = (name, wanted) =>
      void (told += Number(name === 'listener.fillings' && wanted === 'replace'));
    expect(await fillings()).toEqual([1]);
    expect(told).toBe(0);
  });

  it('says which facts of the past it cannot fold, and goes on', async () => {
    await fill(1);
    await reopen(accounts);
    await fill(13, 2);
    await room.engine.idle();
    await reopen(accounts, listener);
    expect(await fillings()).toEqual([1, 2]);
    expect(room.reports.join()).toContain('listener.fillings hears again: Error: unlucky');
  });
});
