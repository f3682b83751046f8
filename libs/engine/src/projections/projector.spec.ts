import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmbeddedEventStore, type LogRange, type Slice } from '@waybill/event-store';
import { projection, type Context, type Projection } from '@waybill/kernel';
import { EmbeddedReadStore, ReadStoreUnavailable, type Collection } from '@waybill/read-store';
import {
  Account,
  Accounts,
  AccountView,
  CloseAccount,
  Deposit,
  EngineRoom,
  FaultyEventStore,
  FaultyReadStore,
  ManualClock,
  temporaryFolder,
  type AccountEvent,
} from '@waybill/testing';
import { Facts } from './facts.js';
import { Parked } from './parked.js';
import { Precedence } from './precedence.js';
import { Projector } from './projector.js';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const AccountsShowing = (...projections: readonly Projection[]): Context => ({
  ...Accounts,
  projections,
  sagas: [],
  deadlines: [],
});

describe('a read model', () => {
  const facts = fc.array(
    fc.record({
      accountId: fc.constantFrom('ada', 'bob', 'eve'),
      type: fc.constantFrom('Deposited', 'Deposited', 'AccountFrozen', 'AccountClosed'),
      cents: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 40 },
  );

  it('is what a plain fold of the log makes, however the log is cut, and folding again changes nothing', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(facts, cuts, fc.nat(40), async (past, sizes, forgotten) => {
        const bench = await Bench.open(sizes);
        const half = Math.floor(past.length / 2);
        await bench.append(past.slice(0, half));
        await bench.run(AccountView);
        await bench.append(past.slice(half));
        await bench.run(AccountView);
        const expected = await bench.plainFold();
        expect(await bench.documents()).toEqual(expected);
        // A document that came and went between two writes leaves a tombstone or nothing; only the living are compared.
        const living = async () =>
          (await bench.collection.load(['ada', 'bob', 'eve'])).filter(({ document }) => document);
        const fenced = await living();
        await bench.run(AccountView, String(forgotten).padStart(16, '0'));
        expect(await bench.documents()).toEqual(expected);
        expect(await living()).toEqual(fenced);
        await bench.close();
      }),
      { numRuns: 12 },
    );
  }, 30_000);

  it('is not overwritten by a projector that fell asleep before its write', async () => {
    const bench = await Bench.open([100]);
    await bench.append([{ type: 'Deposited', accountId: 'ada', cents: 1 }]);
    const asleep = Promise.withResolvers<void>();
    let sleeps = true;
    bench.reads.before = (_, wanted) => (wanted === 'replace' && sleeps ? asleep.promise : undefined);
    const slow = bench.start(AccountView);
    await turn();
    sleeps = false;
    await bench.append([{ type: 'Deposited', accountId: 'ada', cents: 2 }]);
    await bench.run(AccountView);
    asleep.resolve();
    await slow.reached(await bench.store.head());
    await slow.stop();
    expect(bench.reports).toEqual([expect.stringContaining('Another projector has written these documents')]);
    expect(await bench.documents()).toEqual(await bench.plainFold());
    await bench.close();
  });

  it('of a fact with very many keys has all of them', async () => {
    const spread = projection<{ readonly n: number }, AccountEvent>()({
      name: 'spread',
      keys: (_, { revision }) => Array.from({ length: 40 }, (_, n) => `${revision % 300}-${n}`),
      apply: { Deposited: (document) => ({ n: (document?.n ?? 0) + 1 }) },
    });
    const bench = await Bench.open([1_000]);
    await bench.append(
      Array.from({ length: 600 }, () => ({ type: 'Deposited', accountId: 'ada', cents: 1 })),
    );
    await bench.run(spread);
    expect(await bench.collection.count()).toBe(12_000);
    const { items } = await bench.collection.find({ limit: 12_000 });
    expect(items.every((document) => 'n' in document && document.n === 2)).toBe(true);
    await bench.close();
  });

  it('goes on from where it was when the read store comes back, and leaves no rejection behind', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const room = await EngineRoom.open(folder.path, [AccountsShowing(AccountView)]);
    let failures = 0;
    room.reads.before = (name) => {
      if (name === 'accounts.account-view' && (failures += 1) <= 3) throw new ReadStoreUnavailable('away');
    };
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    await room.engine.idle();
    expect(failures).toBeGreaterThan(3);
    expect(await room.engine.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 5 });
    await room.engine.stop();
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('shows only facts of its own context, though others have some of the same name', async () => {
    const bench = await Bench.open([100]);
    await bench.append([{ type: 'Deposited', accountId: 'ada', cents: 1 }], 'wallet');
    await bench.append([{ type: 'Deposited', accountId: 'ada', cents: 2 }]);
    await bench.run(AccountView);
    expect(await bench.documents()).toMatchObject([{ accountId: 'ada', cents: 2, events: 1 }]);
    await bench.close();
  });
});

describe('a fact that cannot be folded', () => {
  let fixed = false;
  const touchy = projection<{ readonly cents: number }, AccountEvent>()({
    name: 'touchy',
    keys: ({ accountId }) => [accountId],
    apply: {
      Deposited(document, { cents }) {
        if (cents === 13 && !fixed) throw new Error('Nobody thought of 13.');
        return { cents: (document?.cents ?? 0) * 100 + cents };
      },
      AccountClosed: () => undefined,
    },
  });
  const deposit = (room: EngineRoom, accountId: string, cents: number) =>
    room.send(new Deposit({ accountId, cents }));
  const centsOf = async (room: EngineRoom, accountId: string) =>
    (await room.engine.readModels.get(touchy, accountId))?.cents;

  beforeEach(() => {
    fixed = false;
  });

  it('parks its key, for later facts and over a restart, while others flow; redriving heals it once the fold is mended', async () => {
    let room = await EngineRoom.open(folder.path, [AccountsShowing(touchy)]);
    for (const cents of [1, 13, 2]) await deposit(room, 'ada', cents);
    await deposit(room, 'bob', 7);
    await room.engine.idle();
    expect(await centsOf(room, 'ada')).toBe(1);
    expect(await centsOf(room, 'bob')).toBe(7);
    const { keys } = await room.engine.parked();
    expect(keys).toMatchObject([
      { by: 'accounts.touchy', what: 'ada', revision: 1, reason: 'Error: Nobody thought of 13.' },
    ]);
    await room.engine.stop();

    room = await EngineRoom.open(folder.path, [AccountsShowing(touchy)]);
    await deposit(room, 'ada', 3);
    await room.engine.idle();
    expect(await centsOf(room, 'ada')).toBe(1);
    for (const parked of keys) expect(await room.engine.redrive(parked)).toBe(false);
    expect((await room.engine.parked()).keys).toHaveLength(1);

    fixed = true;
    for (const parked of keys) expect(await room.engine.redrive(parked)).toBe(true);
    await deposit(room, 'ada', 4);
    await room.engine.idle();
    expect(await centsOf(room, 'ada')).toBe(113_020_304);
    expect((await room.engine.parked()).keys).toEqual([]);
    await room.engine.stop();
  });

  it('parks each of very many keys for good', async () => {
    let room = await EngineRoom.open(folder.path, [AccountsShowing(touchy)]);
    const ids = Array.from({ length: 1_200 }, (_, n) => `account${n}`);
    await Promise.all(ids.map((accountId) => deposit(room, accountId, 13)));
    await room.engine.idle();
    expect((await room.engine.parked()).keys).toHaveLength(1_200);
    await room.engine.stop();
    room = await EngineRoom.open(folder.path, [AccountsShowing(touchy)]);
    await Promise.all(ids.map((accountId) => deposit(room, accountId, 1)));
    await room.engine.idle();
    const { items } = await room.engine.readModels.list(touchy, { limit: 10 });
    expect(items).toEqual([]);
    await room.engine.stop();
  });
});

describe('a deleted document', () => {
  it('leaves a tombstone that an older fact cannot pass', async () => {
    const room = await EngineRoom.open(folder.path, [AccountsShowing(AccountView)]);
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    const { position } = await room.send(new CloseAccount({ accountId: 'ada' }));
    await room.engine.idle();
    expect(await room.engine.readModels.get(AccountView, 'ada')).toBeUndefined();
    const collection = await room.reads.collection({
      ...AccountView,
      name: 'accounts.account-view',
      version: 1,
    });
    expect(await collection.load(['ada'])).toEqual([{ id: 'ada', document: undefined, fence: position }]);
    await room.engine.stop();
  });
});

/** A projector alone with its stores; slices come in the sizes given, over and over. */
class Bench {
  readonly reports: string[] = [];
  private appended = 0;

  private constructor(
    readonly store: SlicedStore,
    readonly reads: FaultyReadStore,
    readonly collection: Collection,
    private readonly parked: Parked,
    private readonly remove: () => void,
  ) {}

  static async open(sizes: readonly number[]): Promise<Bench> {
    const { path, remove } = temporaryFolder();
    const store = new SlicedStore(await EmbeddedEventStore.open(path), sizes);
    const reads = new FaultyReadStore(new EmbeddedReadStore());
    const collection = await reads.collection({ name: 'bench', version: 1, fields: {} });
    return new Bench(store, reads, collection, await Parked.open(reads, 'parked'), remove);
  }

  async append(past: readonly { type: string; accountId: string; cents?: number }[], kind = 'account') {
    for (const fact of past) {
      const id = `00000000-0000-4000-8000-${String((this.appended += 1)).padStart(12, '0')}`;
      const actor = { kind: 'system', id: 'bench' } as const;
      const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt: '' };
      const stream = `${kind}-${fact.accountId}`;
      const expected = (await this.store.read(stream)).length - 1;
      const event = { id, type: fact.type, version: Account.versionOf(fact.type), data: fact, meta };
      await this.store.append(stream, [event], expected < 0 ? 'new' : expected);
    }
  }

  /** Runs a projector until it has shown all, from a checkpoint other than the stored one if one is given. */
  async run(shown: Projection, checkpoint?: string): Promise<void> {
    const projector = this.start(shown, checkpoint);
    await projector.reached(await this.store.head());
    await projector.stop();
  }

  start(shown: Projection, checkpoint?: string) {
    const collection = Object.create(this.collection) as Collection;
    if (checkpoint !== undefined) collection.checkpoint = () => Promise.resolve(checkpoint);
    const projector = new Projector('bench', shown, collection, {
      store: this.store,
      facts: new Facts([Account]),
      parked: this.parked,
      clock: new ManualClock(),
      precedence: new Precedence(),
      report: (failure) => void this.reports.push(String(failure)),
    });
    const stopping = new AbortController();
    const ended = projector.run(stopping.signal);
    return {
      reached: (head: string) => projector.progress.wait(head, 5_000),
      stop: () => {
        stopping.abort();
        return ended;
      },
    };
  }

  async documents(): Promise<readonly object[]> {
    return (await this.collection.find({ limit: 1_000 })).items;
  }

  /** What the log comes to, event by event. */
  async plainFold(): Promise<readonly object[]> {
    const documents = new Map<string, AccountView>();
    for await (const { events } of this.store.readAll()) {
      for (const event of events) {
        for (const key of AccountView.keys(event.data, event)) {
          const document = AccountView.apply(documents.get(key), event.data, event, key);
          if (document) documents.set(key, document);
          else documents.delete(key);
        }
      }
    }
    return [...documents.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.reads.close();
    this.remove();
  }
}

class SlicedStore extends FaultyEventStore {
  private cut = 0;

  constructor(
    store: EmbeddedEventStore,
    private readonly sizes: readonly number[],
  ) {
    super(store);
  }

  override async *subscribe(range: LogRange & { readonly signal: AbortSignal }): AsyncIterable<Slice> {
    for await (const { events, position } of super.subscribe(range)) {
      let rest = events;
      for (;;) {
        const size = this.sizes[(this.cut += 1) % this.sizes.length] ?? 1;
        const last = rest.length <= size;
        yield {
          events: rest.slice(0, size),
          position: last ? position : (rest[size - 1]?.position ?? position),
        };
        if (last) break;
        rest = rest.slice(size);
      }
    }
  }
}
