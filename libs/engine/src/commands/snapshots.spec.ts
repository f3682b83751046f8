import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Aggregate } from '@waybill/kernel';
import { ReadStoreUnavailable } from '@waybill/read-store';
import { Account, Accounts, Deposit, EngineRoom, temporaryFolder } from '@waybill/testing';
import { Seals } from '../sealing/seals.js';
import { Snapshots } from './snapshots.js';

const page = { ...Accounts, projections: [], sagas: [], deadlines: [] };
const one = new Deposit({ accountId: 'ada', cents: 1 });

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
let snapshots: Snapshots;
beforeEach(async () => {
  folder = temporaryFolder();
  await open();
  await Promise.all(Array.from({ length: 1_100 }, () => room.send(one)));
  await reopen();
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const open = async (aggregate: Aggregate = Account) => {
  room = await EngineRoom.open(folder.path, [{ ...page, aggregates: [aggregate] }]);
  snapshots = await Snapshots.open(
    room.state,
    room.store,
    new Seals(room.keys),
    (failure) => void room.reports.push(String(failure)),
  );
};
const reopen = async (aggregate?: Aggregate) => {
  await room.engine.stop();
  await open(aggregate);
};
const collection = () => room.state.collection({ name: 'engine.snapshots', version: 3, fields: {} });

describe('a snapshot', () => {
  it('is what the events before it come to', async () => {
    const snapshot = await snapshots.find(Account, 'account-ada');
    const events = await room.store.read('account-ada', { max: (snapshot?.revision ?? 0) + 1 });
    expect(snapshot?.state).toEqual(
      events.reduce((state, { data }) => Account.evolve(state, data), Account.initial),
    );
    expect(snapshot?.position).toBe(events.at(-1)?.position);
  });

  it('of another version of the aggregate is not used', async () => {
    const next = { ...Account, snapshotVersion: 2 };
    expect(await snapshots.find(next, 'account-ada')).toBeUndefined();
    await reopen(next);
    expect(await room.send(one, {}, next)).toMatchObject({ revision: 1_100 });
    await room.engine.stop();
    await open(next);
    expect(await snapshots.find(next, 'account-ada')).toMatchObject({ version: 2 });
  });

  it('that does not fit the log, as after a restored backup, is not used', async () => {
    const [stored] = await (await collection()).load(['account-ada']);
    if (!stored) throw new Error('There is none.');
    const foreign = { ...stored.document, state: { cents: 1 }, eventId: 'another' };
    await (await collection()).replace([{ ...stored, document: foreign, replaces: stored.fence }]);
    expect(await snapshots.find(Account, 'account-ada')).toBeUndefined();
    expect(await room.send(one)).toMatchObject({ revision: 1_100 });
  });

  it('that cannot be read or written costs time, and no command', async () => {
    room.state.before = () => {
      throw new ReadStoreUnavailable('away');
    };
    await Promise.all(Array.from({ length: 1_000 }, () => room.send(one)));
    expect(await room.send(one)).toMatchObject({ revision: 2_100 });
    expect(room.reports.join()).toContain('away');
  });
});
