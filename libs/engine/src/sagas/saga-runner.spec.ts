import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoreUnavailable } from '@waybill/event-store';
import { saga, type Context } from '@waybill/kernel';
import type { Message } from '@waybill/message-bus';
import { EmbeddedReadStore, ReadStoreUnavailable } from '@waybill/read-store';
import {
  Accounts,
  CloseAccount,
  Deposit,
  EngineRoom,
  envelopeOf,
  named,
  temporaryFolder,
  Withdraw,
  type Deposited,
  type GiftSent,
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

const open = async (context: Context = page) => {
  room = await EngineRoom.open(folder.path, [context]);
};
const fill = (accountId: string, cents: number) => room.send(new Deposit({ accountId, cents }));
const transfer = (cents: number, to: string, from = 'ada') =>
  room.send(new Withdraw({ accountId: from, cents, to }));

/** What was put into an account. */
const depositsOf = async (accountId: string) =>
  (await room.store.read(`account-${accountId}`)).flatMap(({ data }) =>
    isDeposit(data) ? [data.cents] : [],
  );
const isDeposit = (fact: { readonly type: string }): fact is Deposited => fact.type === 'Deposited';

function gift(name: string, cents: number): Message {
  const fact: GiftSent = { type: 'gifts.GiftSent', accountId: 'bob', cents };
  return {
    id: named(name),
    topic: fact.type,
    key: 'bob',
    event: fact,
    envelope: { ...envelopeOf(fact), id: named(name) },
  };
}

describe('a saga', () => {
  it('turns a fact of its own context into a command that carries on its story', async () => {
    await fill('ada', 10);
    await room.send(new Withdraw({ accountId: 'ada', cents: 3, to: 'bob' }), {
      correlationId: named('story'),
      tenant: 'acme',
    });
    await room.engine.idle();
    const [, taken, put] = await room.log();
    expect(put?.data).toEqual({ type: 'Deposited', accountId: 'bob', cents: 3 });
    expect(put?.meta).toMatchObject({
      correlationId: named('story'),
      causationId: taken?.id,
      tenant: 'acme',
      actor: { kind: 'system', id: 'accounts.transfers' },
    });
  });

  it('turns what another context tells into a command, once, though it is told twice', async () => {
    await room.bus.publish('gifts', [gift('birthday', 7)], '1');
    await room.engine.idle();
    await room.bus.publish('gifts', [gift('birthday', 7), gift('wedding', 9)], '2');
    await room.engine.idle();
    expect(await depositsOf('bob')).toEqual([7, 9]);
  });

  it('makes no second command when every fact comes again', async () => {
    await fill('ada', 100);
    for (const cents of [1, 2, 3]) await transfer(cents, 'bob');
    await room.engine.idle();
    const { length } = await room.log();
    await room.engine.stop();
    const reads = new EmbeddedReadStore(folder.path);
    await (await reads.collection({ name: 'engine.notes', version: 1, fields: {} })).drop();
    await reads.close();
    await open();
    await room.engine.idle();
    expect(await room.log()).toHaveLength(length);
  });

  it('reacts to the facts of a stream in their order', async () => {
    await fill('ada', 10_000);
    const cents = Array.from({ length: 60 }, (_, n) => n + 1);
    await Promise.all(cents.map((amount) => transfer(amount, 'bob')));
    await room.engine.idle();
    expect(await depositsOf('bob')).toEqual(cents);
  });

  it('that is refused tries again, then sets the fact aside, and goes on with others', async () => {
    await fill('ada', 100);
    await room.send(new CloseAccount({ accountId: 'closed' }));
    await transfer(1, 'closed');
    await transfer(2, 'bob');
    await room.engine.idle();
    expect(await depositsOf('bob')).toEqual([2]);
    const { facts } = await room.engine.parked();
    expect(facts).toMatchObject([
      {
        by: 'accounts.transfers',
        event: 'Withdrawn',
        stream: 'account-ada',
        revision: 1,
        reason: 'Nothing can be put into a closed account.',
      },
    ]);
    for (const parked of facts) {
      await expect(room.engine.redrive(parked)).rejects.toMatchObject({ code: 'account-closed' });
    }
    expect((await room.engine.parked()).facts).toHaveLength(1);
  });

  it('that fails for a while gets there, and what was set aside can be driven again when it is mended', async () => {
    await room.engine.stop();
    let failures = 3;
    const shaky = saga<Withdrawn>()({
      name: 'shaky',
      on: {
        Withdrawn: ({ to = '', cents }) => {
          if ((failures -= 1) >= 0) throw new TypeError('fetch failed');
          return [new Deposit({ accountId: to, cents })];
        },
      },
    });
    await open({ ...page, sagas: [shaky] });
    await fill('ada', 100);
    await transfer(1, 'bob');
    await room.engine.idle();
    expect(await depositsOf('bob')).toEqual([1]);
    failures = 100;
    await transfer(2, 'bob');
    await room.engine.idle();
    const { facts } = await room.engine.parked();
    expect(facts).toMatchObject([{ reason: 'fetch failed' }]);
    failures = 0;
    for (const parked of facts) expect(await room.engine.redrive(parked)).toBe(true);
    expect(await depositsOf('bob')).toEqual([1, 2]);
    expect((await room.engine.parked()).facts).toEqual([]);
  });

  it('waits while the store is away, and sets nothing aside', async () => {
    await fill('ada', 10);
    let asked = 0;
    room.store.faultOf = (stream) =>
      stream === 'account-bob' && (asked += 1) <= 7
        ? { error: new StoreUnavailable('away'), written: false }
        : undefined;
    await transfer(3, 'bob');
    await room.bus.publish('gifts', [gift('birthday', 7)], '1');
    await room.engine.idle();
    expect(new Set(await depositsOf('bob'))).toEqual(new Set([3, 7]));
    expect(await room.engine.parked()).toEqual({ keys: [], facts: [], messages: [] });
  });

  it('keeps its checkpoint going after the read store was away', async () => {
    let writes = 0;
    room.reads.before = (name, wanted) => {
      if (name !== 'engine.notes' || wanted !== 'replace') return;
      if ((writes += 1) === 1) throw new ReadStoreUnavailable('away');
    };
    await fill('ada', 10);
    await transfer(1, 'bob');
    await room.engine.idle();
    await room.engine.stop();
    expect(writes).toBeGreaterThan(1);
    await open();
    const notes = await room.reads.collection({ name: 'engine.notes', version: 1, fields: {} });
    const [note] = await notes.load(['accounts.transfers']);
    expect(note?.fence).toBe(await room.store.head());
  });

  it('loses no fact and repeats no command, wherever it is cut off', async () => {
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
          await Promise.race([cut.promise, Promise.allSettled(all).then(() => here.engine.idle())]);
          await here.crash();
          await Promise.allSettled(all);
        }
        const last = await EngineRoom.open(home.path, [page]);
        await last.engine.idle();
        const log = await last.log();
        const taken = log.filter(({ type }) => type === 'Withdrawn').map(({ id }) => id);
        const put = log.filter(({ stream }) => stream === 'account-bob').map(({ meta }) => meta.causationId);
        expect(put.toSorted()).toEqual(taken.toSorted());
        await last.engine.stop();
        home.remove();
      }),
      { numRuns: 12 },
    );
  }, 30_000);
});
