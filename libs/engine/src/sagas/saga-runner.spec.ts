import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoreUnavailable } from '@waybill/event-store';
import { saga, type Context } from '@waybill/kernel';
import type { EventMessage } from '@waybill/message-bus';
import { ReadStoreUnavailable } from '@waybill/read-store';
import {
  Accounts,
  CloseAccount,
  Deposit,
  EngineRoom,
  envelopeOf,
  Freeze,
  Gifts,
  named,
  temporaryFolder,
  Thaw,
  Transfers,
  until,
  Withdraw,
  type Deposited,
  type GiftSent,
  type RoomOptions,
  type Withdrawn,
} from '@waybill/testing';

const page: Context = { ...Accounts, projections: [], deadlines: [] };

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(async () => {
  folder = temporaryFolder();
  room = await EngineRoom.open(folder.path, [page]);
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const open = async (context: Context = page, options: RoomOptions = {}) => {
  room = await EngineRoom.open(folder.path, [context], options);
};
const reopen = async (context: Context = page, options: RoomOptions = {}) => {
  await room.engine.stop();
  await open(context, options);
};
const fill = (accountId: string, cents: number) => room.send(new Deposit({ accountId, cents }));
const transfer = (cents: number, to: string, from = 'ada') =>
  room.send(new Withdraw({ accountId: from, cents, to }));
const freeze = (accountId: string) => room.send(new Freeze({ accountId, until: '2030-01-01T00:00:00.000Z' }));

/** What was put into an account. */
const depositsOf = async (accountId: string) =>
  (await room.store.read(`account-${accountId}`)).flatMap(({ data }) =>
    isDeposit(data) ? [data.cents] : [],
  );
const isDeposit = (event: { readonly type: string }): event is Deposited => event.type === 'Deposited';
const typesOf = async (accountId: string) =>
  (await room.store.read(`account-${accountId}`)).map(({ type }) => type);

/** A published event: the nth of its stream, as the given epoch of the publisher sends it. */
function gift(position: number, cents: number, epoch = 1): EventMessage {
  const event: GiftSent = { type: 'gifts.GiftSent', accountId: 'bob', cents };
  const envelope = { ...envelopeOf(event, position), stream: 'gift-1' };
  const about = { id: envelope.id, topic: event.type, key: 'gift-1', publisher: 'gifts', epoch };
  return { kind: 'event', ...about, event, envelope };
}

describe('a saga', () => {
  it('turns an event of its own context into a command that keeps the correlation', async () => {
    await fill('ada', 10);
    await room.send(new Withdraw({ accountId: 'ada', cents: 3, to: 'bob' }), {
      correlationId: named('story'),
      tenant: 'acme',
    });
    await room.idle();
    const [, taken, put] = await room.log();
    expect(put?.data).toEqual({ type: 'Deposited', accountId: 'bob', cents: 3 });
    expect(put?.meta).toMatchObject({
      correlationId: named('story'),
      causationId: taken?.id,
      tenant: 'acme',
      actor: { kind: 'system', id: 'accounts.transfers' },
    });
  });

  it('turns a published event into a command, once, however often it is delivered', async () => {
    await room.bus.publish([gift(1, 7)]);
    await room.idle();
    await room.bus.publish([gift(1, 7), gift(2, 9)]);
    await room.idle();
    await reopen();
    await room.bus.publish([gift(1, 7), gift(2, 9)]);
    await room.idle();
    expect(await depositsOf('bob')).toEqual([7, 9]);
  });

  it('ignores messages of a publisher that has lost its lease', async () => {
    await room.bus.publish([gift(1, 7, 2)]);
    await room.idle();
    await room.bus.publish([gift(2, 9, 1), gift(3, 11, 2)]);
    await room.idle();
    expect(await depositsOf('bob')).toEqual([7, 11]);
  });

  it('goes on while clients send one request after the other, however slow the log is', async () => {
    const stop = new AbortController();
    room.store.faultOf = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 10));
    const clients = Array.from({ length: 16 }, async (_, client) => {
      while (!stop.signal.aborted) await fill(`client${client}`, 1);
    });
    await fill('ada', 10);
    await transfer(3, 'bob');
    await until(async () => (await depositsOf('bob')).length === 1);
    stop.abort();
    await Promise.all(clients);
  });

  it('handles a message once that is delivered again while it is in hand', async () => {
    const gate = Promise.withResolvers<void>();
    let handled = 0;
    const slow = saga<GiftSent>()({
      name: 'gifts',
      on: {
        async 'gifts.GiftSent'() {
          handled += 1;
          await gate.promise;
          return [];
        },
      },
    });
    await reopen({ ...page, sagas: [slow] });
    await room.bus.publish([gift(1, 7)]);
    await until(() => handled === 1);
    await room.bus.publish([gift(1, 7)]);
    await room.engine.hurry();
    expect((await room.bus.queues()).some(({ waiting }) => waiting > 1)).toBe(true);
    gate.resolve();
    await room.idle();
    expect(handled).toBe(1);
  });

  it('reacts to the events of a stream in their order', async () => {
    await fill('ada', 10_000);
    const cents = Array.from({ length: 60 }, (_, n) => n + 1);
    await Promise.all(cents.map((amount) => transfer(amount, 'bob')));
    await room.idle();
    expect(await depositsOf('bob')).toEqual(cents);
  });

  it('gives its commands ids that do not depend on their order in the row', async () => {
    const pair = (order: 1 | -1) =>
      saga<Withdrawn>()({
        name: 'pair',
        on: {
          Withdrawn() {
            const row = [
              new Deposit({ accountId: 'bob', cents: 1 }),
              new Deposit({ accountId: 'eve', cents: 2 }),
            ];
            return order === 1 ? row : row.reverse();
          },
        },
      });
    await reopen({ ...page, sagas: [pair(1)] });
    await fill('ada', 10);
    await room.send(new Withdraw({ accountId: 'ada', cents: 1 }));
    await room.idle();
    const ids = (await room.log()).map(({ meta }) => meta.commandId).toSorted();
    const other = temporaryFolder();
    const [, withdrawn] = await room.log();
    const second = await EngineRoom.open(other.path, [{ ...page, sagas: [pair(-1)] }]);
    const [first] = await room.log();
    await second.send(new Deposit({ accountId: 'ada', cents: 10 }), {
      commandId: first?.meta.commandId ?? '',
    });
    await second.send(new Withdraw({ accountId: 'ada', cents: 1 }), {
      commandId: withdrawn?.meta.commandId ?? '',
    });
    await second.idle();
    expect((await second.log()).map(({ meta }) => meta.commandId).toSorted()).toEqual(ids);
    await second.engine.stop();
    other.remove();
  });
});

describe('a saga that is refused', () => {
  it('tries again, then parks the event, and goes on with others', async () => {
    await fill('ada', 100);
    await room.send(new CloseAccount({ accountId: 'closed' }));
    await transfer(1, 'closed');
    await transfer(2, 'bob');
    await room.idle();
    expect(await depositsOf('bob')).toEqual([2]);
    const parked = await room.engine.parked();
    expect(parked).toMatchObject([
      {
        by: 'accounts.transfers',
        kind: 'event',
        event: 'Withdrawn',
        stream: 'account-ada',
        revision: 1,
        attempts: 6,
        reason: 'account-closed: Nothing can be put into a closed account.',
      },
    ]);
    for (const item of parked) {
      await expect(room.engine.retry(item)).rejects.toMatchObject({ code: 'account-closed' });
    }
    expect(await room.engine.parked()).toHaveLength(1);
  });

  it('by a passing failure succeeds in the end; what is parked can be retried when the cause is gone', async () => {
    let failures = 3;
    const shaky = saga<Withdrawn>()({
      name: 'shaky',
      on: {
        Withdrawn: ({ to = '', cents }) => {
          if ((failures -= 1) >= 0) throw new Error('provider away');
          return [new Deposit({ accountId: to, cents })];
        },
      },
    });
    await reopen({ ...page, sagas: [shaky] });
    await fill('ada', 100);
    await transfer(1, 'bob');
    await room.idle();
    expect(await depositsOf('bob')).toEqual([1]);
    failures = 100;
    await transfer(2, 'bob');
    await room.idle();
    const parked = await room.engine.parked();
    expect(parked).toMatchObject([{ reason: 'Error: provider away' }]);
    failures = 0;
    for (const item of parked) expect(await room.engine.retry(item)).toBe(true);
    expect(await depositsOf('bob')).toEqual([1, 2]);
    expect(await room.engine.parked()).toEqual([]);
  });

  it('by an error in the code parks at once; a network error is no error in the code', async () => {
    const attempts: string[] = [];
    const broken = saga<Withdrawn>()({
      name: 'broken',
      on: {
        Withdrawn({ to = '' }) {
          attempts.push(to);
          if (to === 'network') throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
          throw new TypeError('undefined is not a function');
        },
      },
    });
    await reopen({ ...page, sagas: [broken] });
    await fill('ada', 100);
    await transfer(1, 'code');
    await transfer(2, 'network');
    await room.idle();
    expect(attempts.filter((to) => to === 'code')).toHaveLength(1);
    expect(attempts.filter((to) => to === 'network')).toHaveLength(6);
    expect(await room.engine.parked()).toHaveLength(2);
  });

  it('over the bus parks the message, which can be retried though the bus has forgotten it', async () => {
    await room.send(new CloseAccount({ accountId: 'bob' }));
    await room.bus.publish([gift(1, 7)]);
    await room.idle();
    const [item] = await room.engine.parked();
    expect(item).toMatchObject({
      by: 'accounts.gifts',
      kind: 'message',
      message: { topic: 'gifts.GiftSent' },
    });
    expect((await room.bus.queues()).every(({ waiting }) => waiting === 0)).toBe(true);
    const friendly = saga<GiftSent>()({
      name: 'gifts',
      on: { 'gifts.GiftSent': ({ cents }) => [new Deposit({ accountId: 'eve', cents })] },
    });
    await reopen({ ...page, sagas: [friendly] });
    expect(item && (await room.engine.retry(item))).toBe(true);
    expect(await depositsOf('eve')).toEqual([7]);
    expect(await room.engine.parked()).toEqual([]);
  });

  it('by a store that is away waits as long as that takes, and parks nothing', async () => {
    await fill('ada', 10);
    let asked = 0;
    room.store.faultOf = (stream) =>
      stream === 'account-bob' && (asked += 1) <= 7
        ? { error: new StoreUnavailable('away'), written: false }
        : undefined;
    await transfer(3, 'bob');
    await room.bus.publish([gift(1, 7)]);
    await room.idle();
    expect(new Set(await depositsOf('bob'))).toEqual(new Set([3, 7]));
    expect(await room.engine.parked()).toEqual([]);
  });
});

describe('the checkpoint of a saga', () => {
  const calls: string[] = [];
  const calling = saga<Withdrawn>()({
    name: 'calling',
    on: {
      Withdrawn({ accountId }) {
        calls.push(accountId);
        return [];
      },
    },
  });

  it('outlives the deletion of the read models: no outside call and no command is repeated', async () => {
    const { rmSync } = await import('node:fs');
    await reopen({ ...Accounts, sagas: [...Accounts.sagas, calling] });
    calls.length = 0;
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.idle();
    const { length } = await room.log();
    await room.engine.stop();
    for (const file of ['read.db', 'read.db-wal', 'read.db-shm'])
      rmSync(`${folder.path}/${file}`, { force: true });
    await open({ ...Accounts, sagas: [...Accounts.sagas, calling] });
    await room.idle();
    expect(calls).toEqual(['ada']);
    expect(await room.log()).toHaveLength(length);
  });

  it('is written shortly after the last event, so that a crash repeats nothing', async () => {
    await reopen({ ...page, sagas: [calling] });
    calls.length = 0;
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.idle();
    await room.crash();
    await open({ ...page, sagas: [calling] });
    await room.idle();
    expect(calls).toEqual(['ada']);
  });

  it('is kept under the id, not the name: a renamed saga repeats nothing', async () => {
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.idle();
    const renamed = { ...Transfers, name: 'moves' };
    await reopen({ ...page, sagas: [renamed, Gifts] });
    await room.idle();
    expect(await depositsOf('bob')).toEqual([1]);
  });

  it('of a new saga is the end of the log; one that declares it starts at the beginning', async () => {
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.idle();
    const seen = { late: 0, early: 0 };
    const counting = (name: 'late' | 'early', from: 'head' | 'beginning') =>
      saga<Withdrawn>()({
        name,
        from,
        on: {
          Withdrawn() {
            seen[name] += 1;
            return [];
          },
        },
      });
    await reopen({
      ...page,
      sagas: [...page.sagas, counting('late', 'head'), counting('early', 'beginning')],
    });
    await room.idle();
    expect(seen).toEqual({ late: 0, early: 1 });
    await transfer(1, 'bob');
    await room.idle();
    expect(seen).toEqual({ late: 1, early: 2 });
  });

  it('that is missing keeps a saga that has run before from starting, and it says how to go on', async () => {
    const { rmSync } = await import('node:fs');
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.idle();
    await room.engine.stop();
    for (const file of ['state.db', 'state.db-wal', 'state.db-shm'])
      rmSync(`${folder.path}/${file}`, { force: true });
    await open();
    await transfer(1, 'bob');
    await room.idle();
    expect(await depositsOf('bob')).toEqual([1]);
    expect(await room.engine.health()).toContainEqual({
      name: 'accounts.transfers',
      isReady: false,
      reason: expect.stringContaining('SAGAS_START_AT_HEAD=accounts.transfers'),
    });
    await reopen(page, { engine: { sagasStartAtHead: ['accounts.transfers', 'accounts.gifts'] } });
    await transfer(2, 'bob');
    await room.idle();
    expect(await depositsOf('bob')).toEqual([1, 2]);
  });

  it('is saved again after the state store was away', async () => {
    let writes = 0;
    room.state.before = (name, access) => {
      if (name !== 'engine.checkpoints' || access !== 'replace') return;
      if ((writes += 1) === 1) throw new ReadStoreUnavailable('away');
    };
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.idle();
    await reopen();
    await room.idle();
    expect(writes).toBeGreaterThan(1);
    expect(await depositsOf('bob')).toEqual([1]);
  });

  it('does not stop when the clock goes backwards', async () => {
    await fill('ada', 10);
    room.clock.skip(-3_600_000);
    await transfer(1, 'bob');
    await room.idle();
    await room.crash();
    await open();
    await room.idle();
    expect(await depositsOf('bob')).toEqual([1]);
  });
});

describe('a redelivered event', () => {
  const thawing = saga<GiftSent>()({
    name: 'gifts',
    on: { 'gifts.GiftSent': ({ accountId }) => [new Thaw({ accountId })] },
  });

  it('does not undo what a person did after it, though the process was killed in between', async () => {
    await reopen({ ...page, sagas: [thawing] });
    await fill('bob', 1);
    const handled = Promise.withResolvers<void>();
    // The checkpoint is never saved: the process dies with the message unacknowledged.
    room.state.before = (name, access) => {
      if (name !== 'engine.checkpoints' || access !== 'replace') return;
      handled.resolve();
      throw new ReadStoreUnavailable('away');
    };
    await room.bus.publish([gift(1, 7)]);
    await handled.promise;
    await freeze('bob');
    await room.crash();
    await open({ ...page, sagas: [thawing] });
    await room.bus.publish([gift(1, 7)]);
    await room.idle();
    expect(await typesOf('bob')).toEqual(['Deposited', 'AccountFrozen']);
  });

  it('that is newer than what the person knew is handled', async () => {
    await reopen({ ...page, sagas: [thawing] });
    await fill('bob', 1);
    await room.bus.publish([gift(1, 7)]);
    await room.idle();
    await freeze('bob');
    await room.bus.publish([gift(2, 7)]);
    await room.idle();
    expect(await typesOf('bob')).toEqual(['Deposited', 'AccountFrozen', 'AccountThawed']);
  });
});

describe('no saga', () => {
  it('loses an event or repeats a command, wherever it is cut off', async () => {
    const life = fc.record({
      transfers: fc.integer({ min: 1, max: 12 }),
      cutAfter: fc.nat(14),
      written: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const home = temporaryFolder();
        let made = 0;
        for (const { transfers, cutAfter, written } of lives) {
          const here = await EngineRoom.open(home.path, [page]);
          let appends = 0;
          const cut = Promise.withResolvers<void>();
          here.store.faultOf = () => {
            if ((appends += 1) <= cutAfter) return undefined;
            cut.resolve();
            return { error: new StoreUnavailable('cut'), written: written && appends === cutAfter + 1 };
          };
          const all = Array.from({ length: transfers }, async () => {
            const commandId = named(`filled ${(made += 1)}`);
            const accountId = `from${made}`;
            await here.send(new Deposit({ accountId, cents: 1 }), { commandId });
            await here.send(new Withdraw({ accountId, cents: 1, to: 'bob' }));
          });
          await Promise.race([cut.promise, Promise.allSettled(all).then(() => here.idle())]);
          await here.crash();
          await Promise.allSettled(all);
        }
        const last = await EngineRoom.open(home.path, [page]);
        await last.idle();
        const log = await last.log();
        const taken = log.filter(({ type }) => type === 'Withdrawn').map(({ id }) => id);
        const put = log.filter(({ stream }) => stream === 'account-bob').map(({ meta }) => meta.causationId);
        expect(put.toSorted()).toEqual(taken.toSorted());
        await last.engine.stop();
        home.remove();
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
