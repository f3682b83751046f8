import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@waybill/event-store';
import { deadline, type Context } from '@waybill/kernel';
import {
  Accounts,
  Deposit,
  EngineRoom,
  Freeze,
  FrozenAccount,
  ManualClock,
  temporaryFolder,
  Thaw,
  Withdraw,
  type AccountEvent,
} from '@waybill/testing';

const HOUR = 3_600_000;
const page: Context = { ...Accounts, projections: [], sagas: [], deadlines: [FrozenAccount] };

let folder: ReturnType<typeof temporaryFolder>;
let clock: ManualClock;
let room: EngineRoom;
beforeEach(async () => {
  folder = temporaryFolder();
  clock = new ManualClock();
  await open();
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const open = async (context = page) => {
  room = await EngineRoom.open(folder.path, [context], { clock });
};
const freeze = (accountId: string, hours: number) =>
  room.send(new Freeze({ accountId, until: new Date(clock.now() + hours * HOUR).toISOString() }));
const tick = async () => {
  await room.idle();
  await room.engine.tick();
  await room.idle();
};
const thawed = async () =>
  (await room.log()).filter(({ type }) => type === 'AccountThawed').map(({ stream }) => stream);

describe('a deadline', () => {
  it('fires when its time has come, not before, and once', async () => {
    await freeze('ada', 2);
    clock.skip(2 * HOUR - 1);
    await tick();
    expect(await thawed()).toEqual([]);
    clock.skip(1);
    await Promise.all([tick(), tick()]);
    await tick();
    expect(await thawed()).toEqual(['account-ada']);
  });

  it('that is lifted does not fire; one that is moved fires at the new time', async () => {
    await freeze('ada', 1);
    await room.send(new Thaw({ accountId: 'ada' }));
    await freeze('bob', 1);
    await freeze('bob', 3);
    clock.skip(2 * HOUR);
    await tick();
    expect(await thawed()).toEqual(['account-ada']);
    clock.skip(HOUR);
    await tick();
    expect(await thawed()).toEqual(['account-ada', 'account-bob']);
  });

  it('that passed while nothing ran fires once afterwards, with all the others', async () => {
    const ids = Array.from({ length: 1_100 }, (_, n) => `account${n}`);
    await Promise.all(ids.map((accountId) => freeze(accountId, 1)));
    await room.idle();
    await room.engine.stop();
    clock.skip(24 * HOUR);
    await open();
    await tick();
    await tick();
    expect((await thawed()).toSorted()).toEqual(ids.map((id) => `account-${id}`).toSorted());
  });

  it('that changes nothing does not fire for ever', async () => {
    await room.engine.stop();
    let fired = 0;
    const reminder = deadline<AccountEvent>()({
      ...FrozenAccount,
      name: 'reminder',
      set: { Deposited: ({ accountId }) => ({ id: accountId, at: '2026-01-01T00:00:00.000Z' }) },
      clear: {},
      fire: ({ id }) => {
        fired += 1;
        return new Thaw({ accountId: id });
      },
    });
    await open({ ...page, deadlines: [reminder] });
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    for (let times = 0; times < 3; times += 1) await tick();
    expect(fired).toBe(1);
    await room.engine.stop();
    await open({ ...page, deadlines: [reminder] });
    await tick();
    expect(fired).toBe(1);
  });

  it('whose command is refused is over, and keeps no other waiting', async () => {
    await room.engine.stop();
    const debt = deadline<AccountEvent>()({
      name: 'debt',
      set: {
        Deposited: ({ accountId, cents }) => ({ id: accountId, at: `2026-01-01T00:00:0${cents}.000Z` }),
      },
      clear: {},
      fire: ({ id }) => new Withdraw({ accountId: id, cents: 2 }),
    });
    await open({ ...page, deadlines: [debt] });
    await Promise.all(
      Array.from({ length: 501 }, (_, n) => room.send(new Deposit({ accountId: `poor${n}`, cents: 1 }))),
    );
    await room.send(new Deposit({ accountId: 'rich', cents: 9 }));
    await tick();
    expect((await room.log()).at(-1)?.stream).toBe('account-rich');
    const reported = room.reports.length;
    await tick();
    expect(room.reports).toHaveLength(reported);
    expect(room.reports[0]).toContain('There is not that much in the account.');
  });

  it('that passes during a tick fires at the tick that is asked for then', async () => {
    await freeze('ada', 1);
    await freeze('bob', 2);
    clock.skip(HOUR);
    await room.idle();
    const asked = Promise.withResolvers<undefined>();
    const gate = Promise.withResolvers<undefined>();
    room.store.faultOf = () => {
      asked.resolve(undefined);
      return gate.promise;
    };
    const first = room.engine.tick();
    await asked.promise;
    clock.skip(HOUR);
    const second = room.engine.tick();
    gate.resolve(undefined);
    await Promise.all([first, second]);
    expect(await thawed()).toEqual(['account-ada', 'account-bob']);
  });

  it('fires at a later tick when the store was away', async () => {
    await freeze('ada', 1);
    clock.skip(HOUR);
    await room.idle();
    room.store.faultOf = () => ({ error: new StoreUnavailable('away'), written: false });
    await room.engine.tick();
    expect(await thawed()).toEqual([]);
    room.store.faultOf = () => undefined;
    await tick();
    expect(await thawed()).toEqual(['account-ada']);
  });

  it('whose code throws parks at once and is reported once; others fire; it is retried when the code is right', async () => {
    await room.engine.stop();
    let fired = 0;
    let isBroken = true;
    const broken = deadline<AccountEvent>()({
      ...FrozenAccount,
      name: 'broken',
      set: { AccountFrozen: ({ accountId, until }) => ({ id: accountId, at: until }) },
      clear: { AccountThawed: ({ accountId }) => accountId },
      fire: ({ id }) => {
        if (id === 'bad') fired += 1;
        if (id === 'bad' && isBroken) throw new TypeError('undefined is not a function');
        return new Thaw({ accountId: id });
      },
    });
    await open({ ...page, deadlines: [broken] });
    await freeze('bad', 1);
    await freeze('ada', 1);
    clock.skip(HOUR);
    for (let times = 0; times < 3; times += 1) await tick();
    expect(await thawed()).toEqual(['account-ada']);
    expect(fired).toBe(1);
    const parked = await room.engine.parked();
    expect(parked).toMatchObject([
      {
        by: 'accounts.due.broken',
        kind: 'deadline',
        what: 'bad',
        due: '2026-11-22T11:00:00.000Z',
        reason: 'TypeError: undefined is not a function',
        attempts: 1,
      },
    ]);
    expect(room.reports.filter((report) => report.includes('parks bad'))).toHaveLength(1);
    for (const item of parked) await expect(room.engine.retry(item)).rejects.toThrow('undefined is not');
    expect(await room.engine.parked()).toHaveLength(1);
    await room.engine.stop();
    await open({ ...page, deadlines: [broken] });
    await tick();
    expect(fired).toBe(2);
    isBroken = false;
    for (const item of parked) expect(await room.engine.retry(item)).toBe(true);
    await tick();
    expect(await thawed()).toEqual(['account-ada', 'account-bad']);
    expect(await room.engine.parked()).toEqual([]);
  });

  it('that fails for another reason is tried at some ticks before it is parked', async () => {
    await freeze('ada', 1);
    clock.skip(HOUR);
    await room.idle();
    let failures = 3;
    room.store.faultOf = () =>
      (failures -= 1) >= 0 ? { error: new Error('strange'), written: false } : undefined;
    for (let times = 0; times < 4; times += 1) await tick();
    expect(await thawed()).toEqual(['account-ada']);
    expect(await room.engine.parked()).toEqual([]);
    await freeze('bob', 1);
    clock.skip(HOUR);
    await room.idle();
    room.store.faultOf = () => ({ error: new Error('strange'), written: false });
    for (let times = 0; times < 8; times += 1) await tick();
    expect(await room.engine.parked()).toMatchObject([
      { what: 'bob', attempts: 5, reason: 'Error: strange' },
    ]);
    room.store.faultOf = () => undefined;
    await tick();
    expect(await thawed()).toEqual(['account-ada']);
  });

  it('that is parked and discarded is over, also after a restart, and a later one of the same id fires', async () => {
    await room.engine.stop();
    let isBroken = true;
    const broken: Context = {
      ...page,
      deadlines: [
        deadline<AccountEvent>()({
          ...FrozenAccount,
          name: 'broken',
          set: { AccountFrozen: ({ accountId, until }) => ({ id: accountId, at: until }) },
          clear: {},
          fire: ({ id }) => {
            if (isBroken) throw new TypeError('undefined is not a function');
            return new Thaw({ accountId: id });
          },
        }),
      ],
    };
    await open(broken);
    await freeze('bad', 1);
    clock.skip(HOUR);
    await tick();
    isBroken = false;
    for (const item of await room.engine.parked()) await room.engine.discard(item);
    await tick();
    await room.engine.stop();
    await open(broken);
    await tick();
    expect(await thawed()).toEqual([]);
    await freeze('bad', 1);
    clock.skip(HOUR);
    await tick();
    expect(await thawed()).toEqual(['account-bad']);
  });
});
