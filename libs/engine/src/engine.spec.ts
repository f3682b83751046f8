import { createHook } from 'node:async_hooks';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publications, saga, type Context, type DomainEvent, type Projection } from '@waybill/kernel';
import { ReadStoreUnavailable } from '@waybill/read-store';
import {
  Account,
  Accounts,
  AccountView,
  Deposit,
  EngineRoom,
  envelopeOf,
  Freeze,
  ManualClock,
  named,
  temporaryFolder,
  Withdraw,
  type AccountEvent,
} from '@waybill/testing';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('an event of an older version', () => {
  it('is seen in its present shape by decisions, read models, sagas, deadlines and publications', async () => {
    const seen: DomainEvent[] = [];
    const look = (fact: DomainEvent) => {
      seen.push(fact);
      return [];
    };
    const page: Context = {
      ...Accounts,
      sagas: [saga<AccountEvent>()({ name: 'watch', on: { Deposited: look } })],
      deadlines: [],
      publications: publications<AccountEvent, DomainEvent>()({ Deposited: (fact) => void look(fact) }),
    };
    const room = await EngineRoom.open(folder.path, [page]);
    const old = { type: 'Deposited', accountId: 'ada', units: 3 };
    const { meta } = envelopeOf(old);
    await room.store.append(
      'account-ada',
      [{ id: named('old'), type: 'Deposited', version: 1, data: old, meta }],
      'new',
    );
    await room.send(new Withdraw({ accountId: 'ada', cents: 299 }));
    await expect(room.send(new Withdraw({ accountId: 'ada', cents: 2 }))).rejects.toMatchObject({
      code: 'account-short',
    });
    await room.engine.idle();
    const today = { type: 'Deposited', accountId: 'ada', cents: 300 };
    expect(seen).toEqual([today, today]);
    expect(await room.engine.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 1, events: 2 });
    await room.engine.stop();
  });
});

describe('contexts in one process', () => {
  it('may call their read models alike', async () => {
    const other: Context = {
      ...Accounts,
      name: 'others',
      aggregates: [{ ...Account, name: 'other' }],
      projections: [{ ...AccountView }],
      publications: { events: [], publish: () => undefined },
    };
    const room = await EngineRoom.open(folder.path, [
      { ...Accounts, sagas: [] },
      { ...other, sagas: [] },
    ]);
    await room.send(new Deposit({ accountId: 'ada', cents: 1 }));
    await room.send(new Deposit({ accountId: 'ada', cents: 2 }), {}, other.aggregates[0]);
    await room.engine.idle();
    const shown = (projection: Projection | undefined) =>
      projection && room.engine.readModels.get(projection, 'ada');
    expect(await shown(AccountView)).toMatchObject({ cents: 1 });
    expect(await shown(other.projections[0])).toMatchObject({ cents: 2 });
    await room.engine.stop();
  });

  it('may not call their aggregates alike', async () => {
    const twin = EngineRoom.open(folder.path, [Accounts, { ...Accounts, name: 'twins' }]);
    await expect(twin).rejects.toThrow('twins has an aggregate account, as another context has.');
  });

  it('may not call two sagas of one context alike', async () => {
    const [one] = Accounts.sagas;
    const page = { ...Accounts, sagas: one ? [one, one] : [] };
    await expect(EngineRoom.open(folder.path, [page])).rejects.toThrow('There are two sagas');
  });
});

describe('an engine whose log has lost facts', () => {
  it('refuses to start on what was made from them', async () => {
    const room = await EngineRoom.open(folder.path);
    await room.send(new Deposit({ accountId: 'ada', cents: 1 }));
    await room.engine.idle();
    await room.engine.stop();
    await rm(join(folder.path, 'log.db'));
    await expect(EngineRoom.open(folder.path)).rejects.toThrow('the log has lost facts');
  });
});

describe('an engine that stops', () => {
  it('has kept everything it acknowledged, shown and told what it could, and leaves nothing running', async () => {
    const timers = countTimers();
    let room = await EngineRoom.open(folder.path);
    const acknowledged: string[] = [];
    const sending = Array.from({ length: 200 }, async (_, n) => {
      const { position } = await room.send(new Deposit({ accountId: `account${n % 7}`, cents: 1 }));
      acknowledged.push(position);
      await room.send(new Withdraw({ accountId: `account${n % 7}`, cents: 1, to: 'bob' }));
    });
    const answers = Promise.allSettled(sending);
    await sending[0];
    await room.engine.stop();
    await answers;
    expect(await timers.left()).toBe(0);
    expect(room.reports).toEqual([]);
    room = await EngineRoom.open(folder.path);
    const log = await room.log();
    expect(acknowledged.filter((position) => !log.some((event) => event.position === position))).toEqual([]);
    await room.engine.idle();
    const moved = (await room.log()).filter(({ stream }) => stream === 'account-bob');
    expect(moved).toHaveLength(log.filter(({ type }) => type === 'Withdrawn').length);
    await room.engine.stop();
  });

  it('while deadlines fire and a read store fails ends all the same', async () => {
    const clock = new ManualClock();
    const room = await EngineRoom.open(folder.path, [Accounts], { clock });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        room.send(new Freeze({ accountId: `account${n}`, until: '2026-11-22T11:00:00.000Z' })),
      ),
    );
    await room.engine.idle();
    clock.skip(3_600_000);
    room.reads.before = (_, wanted) => {
      if (wanted === 'replace') throw new ReadStoreUnavailable('away');
    };
    const ticked = room.engine.tick();
    await new Promise((resolve) => setImmediate(resolve));
    await room.engine.stop();
    await ticked;
  });

  it('may not show two read models under one name', async () => {
    const broken: Context = { ...Accounts, projections: [AccountView, AccountView] };
    await expect(EngineRoom.open(folder.path, [broken])).rejects.toThrow('There are two read models');
  });

  it('takes no command any more', async () => {
    const room = await EngineRoom.open(folder.path);
    await room.engine.stop();
    const late = room.send(new Deposit({ accountId: 'ada', cents: 1 }));
    await expect(late).rejects.toMatchObject({ name: 'Draining' });
  });
});

describe('a read model of what others tell', () => {
  it('waits for its store as long as it takes, and sets nothing aside', async () => {
    const gifts: Projection<{ readonly cents: number }> = {
      name: 'gifts',
      version: 1,
      fields: {},
      events: ['gifts.GiftSent'],
      isReplica: true,
      keys: (_, { id }) => [id],
      apply: (_, fact) =>
        'cents' in fact && typeof fact.cents === 'number' ? { cents: fact.cents } : undefined,
    };
    const room = await EngineRoom.open(folder.path, [{ ...Accounts, sagas: [], projections: [gifts] }]);
    let writes = 0;
    room.reads.before = (name, wanted) => {
      if (name !== 'accounts.gifts' || wanted !== 'replace') return;
      if ((writes += 1) <= 7) throw new ReadStoreUnavailable('away');
    };
    const messages = [1, 2, 3].map((cents) => {
      const fact = { type: 'gifts.GiftSent', accountId: 'bob', cents };
      const envelope = { ...envelopeOf(fact), id: named(`gift ${cents}`) };
      return { id: envelope.id, topic: fact.type, key: 'bob', event: fact, envelope };
    });
    await room.bus.publish('gifts', messages, '1');
    await room.engine.idle();
    const { items } = await room.engine.readModels.list(gifts, { limit: 9 });
    expect(new Set(items.map(({ cents }) => cents))).toEqual(new Set([1, 2, 3]));
    expect((await room.engine.parked()).messages).toEqual([]);
    await room.engine.stop();
  });
});

/** Counts the timers that our code sets from now on and that neither run out nor are cleared. */
function countTimers() {
  const running = new Set<number>();
  const ours = /\/libs\/(?!engine\/src\/engine\.spec)/;
  const hook = createHook({
    init(id, type) {
      if (type === 'Timeout' && ours.test(new Error('set here').stack ?? '')) running.add(id);
    },
    destroy: (id) => void running.delete(id),
  }).enable();
  return {
    async left(): Promise<number> {
      for (let turns = 0; turns < 10; turns += 1) await turn();
      hook.disable();
      return running.size;
    },
  };
}
