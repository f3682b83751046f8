import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmbeddedEventStore, type Slice, type StoredEvent } from '@waybill/event-store';
import { EmbeddedKeyStore } from '@waybill/key-store';
import { projection, type Aggregate, type Context, type DomainEvent, type Projection } from '@waybill/kernel';
import {
  EmbeddedReadStore,
  ReadStoreUnavailable,
  type Collection,
  type CollectionDefinition,
  type Progress,
  type Replacement,
} from '@waybill/read-store';
import {
  Account,
  Accounts,
  AccountView,
  CloseAccount,
  Deposit,
  EngineRoom,
  FaultyReadStore,
  ManualClock,
  temporaryFolder,
  type AccountEvent,
} from '@waybill/testing';
import { OwnershipLost, ReaderStopped } from '../errors.js';
import { LogFeed } from '../log/log-feed.js';
import { OwnEvents } from '../log/own-events.js';
import { Seals } from '../sealing/seals.js';
import { ParkedItems } from '../state/parked-items.js';
import { ContextReadModels } from './context-read-models.js';
import { Projector, type ProjectorParts } from './projector.js';

const keyFolder = temporaryFolder();
const keys = new EmbeddedKeyStore(keyFolder.path);
const seals = new Seals(keys);

afterAll(async () => {
  await keys.close();
  keyFolder.remove();
});

const IDS = ['ada', 'bob', 'dan', 'eve', 'fay', 'gus', 'ida', 'joe'];
const events = (maxLength = 40) =>
  fc.array(
    fc.record({
      accountId: fc.constantFrom(...IDS),
      type: fc.constantFrom('Deposited', 'Withdrawn', 'AccountFrozen', 'AccountClosed', 'AccountClosed'),
      cents: fc.integer({ min: 1, max: 9 }),
      to: fc.constantFrom(undefined, 'somebody'),
    }),
    { minLength: 1, maxLength },
  );
const deposited = (accountId: string, cents = 1) => ({ type: 'Deposited', accountId, cents });
const closed = (accountId: string) => ({ type: 'AccountClosed', accountId });

/** The last recipient is often undefined, which JSON leaves out. */
const Spread = projection<{ readonly cents: number; readonly to?: string | undefined }, AccountEvent>()({
  name: 'spread',
  keys: ({ accountId }) => [accountId, 'everybody'],
  apply: {
    Deposited: (document, { cents }) => ({ ...document, cents: (document?.cents ?? 0) + cents }),
    Withdrawn: (document, { to }, _, key) => ({ ...(document ?? { cents: key.length }), to }),
    AccountClosed: () => undefined,
  },
});

describe('a read model', () => {
  it('is the plain fold of the log, whether followed or built again, however the log is cut', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(events(), cuts, fc.boolean(), fc.nat(40), async (past, sizes, mayElide, again) => {
        await using bench = await Bench.open(Spread);
        const live = bench.start({ mayElide });
        for (let from = 0; from < past.length; from += 10) {
          await bench.append(past.slice(from, from + 10));
          await bench.push(sizes);
          if (from % 20 === 0) await live.reached();
        }
        await live.reached();
        await live.stop();
        const expected = await bench.plainFold();
        expect(await bench.documents()).toEqual(expected);

        const rebuilt = await bench.another(2);
        await rebuilt.run({ mayElide });
        expect(await rebuilt.documents()).toEqual(expected);

        const before = await bench.living();
        await bench.run({ epoch: 2, mayElide, from: String(again).padStart(16, '0') });
        expect(await bench.documents()).toEqual(expected);
        expect(await bench.living()).toEqual(before);
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it('of an event with very many keys has all of them', async () => {
    const spread = projection<{ readonly n: number }, AccountEvent>()({
      name: 'spread',
      keys: (_, { revision }) => Array.from({ length: 40 }, (__, n) => `${revision % 300}-${n}`),
      apply: { Deposited: (document) => ({ n: (document?.n ?? 0) + 1 }) },
    });
    await using bench = await Bench.open(spread);
    await bench.append(Array.from({ length: 600 }, () => deposited('ada')));
    await bench.push();
    await bench.run();
    expect(await bench.collection.count()).toBe(12_000);
    const { items } = await bench.collection.find({ limit: 12_000 });
    expect(items.every((document) => 'n' in document && document.n === 2)).toBe(true);
  });

  it('shows only events of its own context, though others have some of the same name', async () => {
    await using bench = await Bench.open(AccountView);
    await bench.append([deposited('ada', 1)], 'wallet');
    await bench.append([deposited('ada', 2)]);
    await bench.push();
    await bench.run();
    expect(await bench.documents()).toMatchObject({ ada: { accountId: 'ada', cents: 2, events: 1 } });
  });

  it('answers a reader that waits without waiting for the next write', async () => {
    await using bench = await Bench.open(AccountView);
    const running = bench.start({ writeEveryMs: 3_600_000_000 });
    await bench.append([deposited('ada')]);
    await bench.push();
    await running.reached();
    // From here on the next write would come after more than a month.
    await bench.append([deposited('ada')]);
    await bench.push();
    await running.reached();
    await bench.append([deposited('ada')]);
    const reached = running.reached();
    await bench.push();
    expect(await reached).toBe(true);
    expect(await bench.documents()).toMatchObject({ ada: { cents: 3 } });
    await running.stop();
  });

  it('writes what it has in hand when it stops', async () => {
    await using bench = await Bench.open(AccountView);
    const running = bench.start({ writeEveryMs: 3_600_000_000 });
    await bench.append([deposited('eve')]);
    await bench.push();
    await running.reached();
    await bench.append([deposited('ada')]);
    await bench.push();
    while (running.projector.status.pending === 0) await turn();
    await running.stop();
    expect(await bench.documents()).toMatchObject({ ada: { cents: 1 } });
  });

  it('goes on from where it was when the read store comes back, and leaves no rejection behind', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const folder = temporaryFolder();
    const room = await EngineRoom.open(folder.path, [showing(AccountView)]);
    let failures = 0;
    room.reads.before = (name) => {
      if (name === 'accounts.account-view' && (failures += 1) <= 3) throw new ReadStoreUnavailable('away');
    };
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    await room.idle();
    expect(failures).toBeGreaterThan(3);
    expect(await room.engine.readModels.get(AccountView, 'ada')).toMatchObject({ cents: 5 });
    await room.engine.stop();
    folder.remove();
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('says how it is doing', async () => {
    await using bench = await Bench.open(AccountView);
    await bench.append([deposited('ada')]);
    await bench.push();
    bench.reads.before = (_, access) => {
      if (access === 'replace') throw new ReadStoreUnavailable('away');
    };
    const running = bench.start();
    const { status } = running.projector;
    expect(status).toMatchObject({ name: 'bench', kind: 'projection', position: '', parked: 0 });
    while (running.projector.status.failure === undefined) await turn();
    expect(running.projector.status).toMatchObject({ failure: 'ReadStoreUnavailable: away' });
    bench.reads.before = () => undefined;
    await running.reached();
    await bench.append([deposited('ada')]);
    await bench.push();
    await running.reached();
    expect(running.projector.status).toMatchObject({
      failure: undefined,
      isCatchingUp: false,
      position: bench.feed.head,
    });
    await running.stop();
  });
});

describe('a deleted document', () => {
  it('leaves a tombstone that an older event cannot pass', async () => {
    const folder = temporaryFolder();
    const room = await EngineRoom.open(folder.path, [showing(AccountView)]);
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    await room.idle();
    const { position } = await room.send(new CloseAccount({ accountId: 'ada' }));
    await room.idle();
    expect(await room.engine.readModels.get(AccountView, 'ada')).toBeUndefined();
    const collection = await room.reads.collection({ ...AccountView, name: 'accounts.account-view' });
    expect(await collection.load(['ada'])).toEqual([{ id: 'ada', document: undefined, fence: position }]);
    await room.engine.stop();
    folder.remove();
  });

  it('leaves nothing when it came and went between two writes of the only possible owner', async () => {
    for (const mayElide of [true, false]) {
      await using bench = await Bench.open(AccountView);
      const running = bench.start({ mayElide, writeEveryMs: 3_600_000_000 });
      await bench.append([deposited('eve')]);
      await bench.push();
      await running.reached();
      await bench.append([deposited('ada'), closed('ada')]);
      await bench.push();
      await running.reached();
      await running.stop();
      const tombstone = { id: 'ada', document: undefined, fence: bench.feed.head };
      expect(await bench.collection.load(['ada'])).toEqual(mayElide ? [] : [tombstone]);
    }
  });

  it('may be one that no event deletes, if it is still the one that is meant', async () => {
    await using bench = await Bench.open(AccountView);
    const running = bench.start();
    await bench.append([deposited('ada', 1), deposited('bob', 2)]);
    await bench.push();
    await running.reached();
    for (const id of ['ada', 'bob', 'eve']) {
      await running.projector.remove(id, (document) => 'cents' in document && document.cents === 1);
    }
    await bench.append([deposited('eve', 3)]);
    await bench.push();
    await running.reached();
    await running.stop();
    expect(Object.keys(await bench.documents())).toEqual(['bob', 'eve']);
  });
});

describe('a former owner', () => {
  it('that was paused before its write neither overwrites the documents of the new one nor moves its checkpoint', async () => {
    await using bench = await Bench.open(AccountView);
    await bench.append([deposited('ada', 1)]);
    await bench.push();
    const paused = await bench.another(1);
    const gate = gateBefore(paused.reads, 2);
    const former = paused.start({ epoch: 1 });
    await gate.reached;
    await bench.append([deposited('ada', 2)]);
    await bench.push();
    await bench.run({ epoch: 2 });
    gate.open();
    await expect(former.ended).rejects.toBeInstanceOf(OwnershipLost);
    expect(await bench.documents()).toEqual(await bench.plainFold());
    expect(await bench.collection.progress()).toEqual({ position: bench.feed.head, epoch: 2 });
  });

  it('cannot begin once a newer epoch has claimed the read model', async () => {
    await using bench = await Bench.open(AccountView);
    await bench.run({ epoch: 2 });
    await expect(bench.start({ epoch: 1 }).ended).rejects.toBeInstanceOf(OwnershipLost);
  });

  it('leaves nothing that a plain fold has not, whenever it is paused and however long', async () => {
    const story = fc.record({
      past: events(12),
      meanwhile: events(12),
      afterwards: events(6),
      pausedAt: fc.integer({ min: 2, max: 9 }),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ past, meanwhile, afterwards, pausedAt, sizes }) => {
        await using server = await Server.open();
        const former = await server.own(1);
        const gate = gateBefore(former.reads, pausedAt);
        await server.append(past.slice(0, 4), sizes);
        for (let from = 4; from <= past.length; from += 4) {
          await Promise.race([former.reached(), gate.reached]);
          await server.append(past.slice(from, from + 4), sizes);
        }
        await Promise.race([former.reached(), gate.reached]);
        const present = await server.own(2);
        await server.append(meanwhile, sizes);
        await present.reached();
        gate.open();
        await server.append(afterwards, sizes);
        await expect(former.ended).rejects.toBeInstanceOf(OwnershipLost);
        // What the former owner has written last may make the present one read its documents again.
        await server.append([deposited('ada')], sizes);
        await present.reached();
        await present.stop();
        expect(await server.documents()).toEqual(await server.plainFold());
        expect(await present.progress()).toEqual({ position: server.feed.head, epoch: 2 });
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

describe('an event that cannot be folded', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let isFixed = false;
  const unlucky = ({ cents }: { readonly cents?: number }) => cents === 13 && !isFixed;
  const row = (document: { readonly cents: number } | undefined, { cents }: { readonly cents: number }) => ({
    cents: (document?.cents ?? 0) * 100 + cents,
  });
  const definition = {
    name: 'touchy',
    keys: ({ accountId }: AccountEvent) => [accountId],
    apply: { Deposited: row, AccountClosed: () => undefined },
  };
  const inApply = projection<{ readonly cents: number }, AccountEvent>()({
    ...definition,
    apply: {
      ...definition.apply,
      Deposited(document, event) {
        if (unlucky(event)) throw new Error('Nobody thought of 13.');
        return row(document, event);
      },
    },
  });
  const inSearch = projection<{ readonly cents: number }, AccountEvent>()({
    ...definition,
    search({ cents }) {
      if (unlucky({ cents: cents % 100 })) throw new Error('Nobody thought of 13.');
      return String(cents);
    },
  });
  const inKeys = projection<{ readonly cents: number }, AccountEvent>()({
    ...definition,
    keys(event) {
      if (event.type === 'Deposited' && unlucky(event)) throw new Error('Nobody thought of 13.');
      return [event.accountId];
    },
  });
  const plain = projection<{ readonly cents: number }, AccountEvent>()(definition);
  const upcasting: Aggregate = {
    ...Account,
    upcast(type, version, data) {
      if ('cents' in data && data.cents === 13 && !isFixed) throw new Error('Nobody thought of 13.');
      return Account.upcast(type, version, data);
    },
  };

  beforeEach(() => {
    folder = temporaryFolder();
    isFixed = false;
  });
  afterEach(() => folder.remove());

  const deposit = (room: EngineRoom, accountId: string, cents: number) =>
    room.send(new Deposit({ accountId, cents }));

  it.each<[where: string, shown: Projection<{ readonly cents: number }>, parkedKind: 'document' | 'event']>([
    ['apply()', inApply, 'document'],
    ['search()', inSearch, 'document'],
    ['keys()', inKeys, 'event'],
  ])(
    'by %s parks that alone, over a restart, while everything else goes on; a retry heals it in order',
    async (_, shown, kind) => {
      const centsOf = async (room: EngineRoom, accountId: string) =>
        (await room.engine.readModels.get(shown, accountId))?.cents;
      let room = await EngineRoom.open(folder.path, [showing(shown)]);
      for (const cents of [1, 13, 2]) await deposit(room, 'ada', cents);
      await deposit(room, 'bob', 7);
      await room.idle();
      // A document waits for the event; an event without keys belongs to no document yet.
      expect(await centsOf(room, 'ada')).toBe(kind === 'document' ? 1 : 102);
      expect(await centsOf(room, 'bob')).toBe(7);
      const parked = await room.engine.parked();
      expect(parked).toMatchObject([
        { by: 'accounts.touchy', kind, event: 'Deposited', stream: 'account-ada', revision: 1, attempts: 1 },
      ]);
      expect(parked).toMatchObject([{ reason: 'Error: Nobody thought of 13.' }]);
      await room.engine.stop();

      room = await EngineRoom.open(folder.path, [showing(shown)]);
      await deposit(room, 'ada', 3);
      await room.idle();
      expect(await centsOf(room, 'ada')).toBe(kind === 'document' ? 1 : 10_203);
      expect(room.engine.readers()).toContainEqual(
        expect.objectContaining({ name: 'accounts.touchy', parked: 1 }),
      );
      for (const item of parked) expect(await room.engine.retry(item)).toBe(false);
      expect(await room.engine.parked()).toHaveLength(1);

      isFixed = true;
      for (const item of parked) expect(await room.engine.retry(item)).toBe(true);
      await deposit(room, 'ada', 4);
      await room.idle();
      expect(await centsOf(room, 'ada')).toBe(113_020_304);
      expect(await room.engine.parked()).toEqual([]);
      expect(room.engine.readers()).toContainEqual(
        expect.objectContaining({ name: 'accounts.touchy', parked: 0 }),
      );
      await room.engine.stop();
    },
  );

  it('by its upcaster parks that alone; a retry heals it in order', async () => {
    await using bench = await Bench.open(plain, [upcasting]);
    await bench.append([deposited('ada', 1), deposited('ada', 13), deposited('ada', 2), deposited('bob', 7)]);
    await bench.push();
    const running = bench.start();
    await running.reached();
    expect(await bench.documents()).toEqual({ ada: { cents: 102 }, bob: { cents: 7 } });
    const [item] = await bench.parkedItems.list();
    expect(item).toMatchObject({ kind: 'event', revision: 1 });
    isFixed = true;
    expect(await running.projector.retry(item)).toBe(true);
    expect(await bench.documents()).toEqual({ ada: { cents: 11_302 }, bob: { cents: 7 } });
    expect(await bench.parkedItems.list()).toEqual([]);
    await running.stop();
  });

  it('does not keep a document from being retried that has other reasons to wait', async () => {
    let isDocumentFixed = false;
    const both = projection<{ readonly cents: number }, AccountEvent>()({
      ...definition,
      keys(event) {
        if (event.type === 'Deposited' && unlucky(event)) throw new Error('Nobody thought of 13.');
        return [event.accountId];
      },
      apply: {
        Deposited(document, event) {
          if (event.cents === 17 && !isDocumentFixed) throw new Error('Nobody thought of 17.');
          return row(document, event);
        },
      },
    });
    await using bench = await Bench.open(both);
    await bench.append([1, 17, 2, 13, 3].map((cents) => deposited('ada', cents)));
    await bench.push();
    const running = bench.start();
    await running.reached();
    const [document, event] = (await bench.parkedItems.list()).toSorted((a, b) => a.revision - b.revision);
    isDocumentFixed = true;
    expect(await running.projector.retry(document)).toBe(true);
    expect(await bench.documents()).toEqual({ ada: { cents: 1_170_203 } });
    isFixed = true;
    expect(await running.projector.retry(event)).toBe(true);
    expect(await bench.documents()).toEqual({ ada: { cents: 117_021_303 } });
    await running.stop();
  });

  it('is retried though another event of the same document is parked still', async () => {
    let isLuckier = false;
    const twice = projection<{ readonly cents: number }, AccountEvent>()({
      ...definition,
      keys(event) {
        if (event.type !== 'Deposited') return [];
        if (unlucky(event) || (event.cents === 17 && !isLuckier)) throw new Error('Nobody thought of it.');
        return [event.accountId];
      },
    });
    await using bench = await Bench.open(twice);
    await bench.append([1, 17, 2, 13, 3].map((cents) => deposited('ada', cents)));
    await bench.push();
    const running = bench.start();
    await running.reached();
    const [first, second] = (await bench.parkedItems.list()).toSorted((a, b) => a.revision - b.revision);
    isFixed = true;
    expect(await running.projector.retry(second)).toBe(true);
    expect(await bench.documents()).toEqual({ ada: { cents: 1_021_303 } });
    isLuckier = true;
    expect(await running.projector.retry(first)).toBe(true);
    expect(await bench.documents()).toEqual({ ada: { cents: 117_021_303 } });
    await running.stop();
  });

  it('deletes the document when that is what a retry comes to', async () => {
    const once = projection<{ readonly cents: number }, AccountEvent>()({
      ...definition,
      keys(event) {
        if (event.type === 'AccountClosed' && !isFixed) throw new Error('Nobody thought of the end.');
        return [event.accountId];
      },
      // Repaired code: an account of one cent is not worth a document.
      apply: {
        ...definition.apply,
        Deposited: (document, event) => (isFixed && event.cents === 1 ? undefined : row(document, event)),
      },
    });
    await using bench = await Bench.open(once);
    await bench.append([deposited('ada', 1), closed('ada')]);
    await bench.push();
    const running = bench.start();
    await running.reached();
    expect(await bench.documents()).toEqual({ ada: { cents: 1 } });
    const [item] = await bench.parkedItems.list();
    isFixed = true;
    expect(await running.projector.retry(item)).toBe(true);
    expect(await bench.documents()).toEqual({});
    await running.stop();
  });

  it('is counted once though it was folded again after a failure', async () => {
    await using bench = await Bench.open(inKeys);
    await bench.append([deposited('ada', 13), deposited('bob', 1)]);
    await bench.push();
    let writes = 0;
    bench.reads.before = (name, access) => {
      if (name === 'bench' && access === 'replace' && (writes += 1) === 2)
        throw new ReadStoreUnavailable('away');
    };
    const running = bench.start();
    await running.reached();
    expect(writes).toBeGreaterThan(2);
    expect(running.projector.status.parked).toBe(1);
    await running.stop();
  });

  it('parks each of very many documents for good', async () => {
    let room = await EngineRoom.open(folder.path, [showing(inApply)]);
    const ids = Array.from({ length: 1_200 }, (_, n) => `account${n}`);
    await Promise.all(ids.map((accountId) => deposit(room, accountId, 13)));
    await room.idle();
    expect(await room.engine.parked()).toHaveLength(1_200);
    await room.engine.stop();
    room = await EngineRoom.open(folder.path, [showing(inApply)]);
    await Promise.all(ids.map((accountId) => deposit(room, accountId, 1)));
    await room.idle();
    const { items } = await room.engine.readModels.list(inApply, { limit: 10 });
    expect(items).toEqual([]);
    await room.engine.stop();
  }, 20_000);

  it('because a newer release wrote it stops the reader: skipping it would lose it', async () => {
    await using bench = await Bench.open(plain);
    await bench.append([deposited('ada', 1), { ...deposited('ada', 2), version: 9 }, deposited('bob', 3)]);
    await bench.push();
    const running = bench.start();
    await expect(running.ended).rejects.toBeInstanceOf(ReaderStopped);
    await expect(running.ended).rejects.toThrow('Upgrade');
    expect(await bench.parkedItems.list()).toEqual([]);
  });
});

describe('the read models of a context', () => {
  it('stop at once though a new version is not built yet, and keep the former one until it is', async () => {
    await using server = await Server.open();
    await server.append([deposited('ada')], [10]);
    const former = await server.own(1);
    await former.reached();
    await former.stop();
    const next = { ...AccountView, version: 2 };
    const building = await server.own(2, next);
    building.reads.before = (_, access) => {
      if (access === 'replace') throw new ReadStoreUnavailable('away');
    };
    while (server.reports.length === 0) await turn();
    await building.stop();
    expect(await server.shared.versions(NAME)).toEqual([1, 2]);
    const built = await server.own(3, next);
    await built.reached();
    while ((await server.shared.versions(NAME)).includes(1)) await turn();
    await built.stop();
    expect(await server.shared.versions(NAME)).toEqual([2]);
  });
});

const NAME = 'accounts.account-view';

function showing(...projections: readonly Projection[]): Context {
  return { ...Accounts, projections, sagas: [], deadlines: [] };
}

/** Holds a store's client back before its nth write, until the gate is opened. */
function gateBefore(reads: FaultyReadStore, nth: number) {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  let writes = 0;
  reads.before = (_, access) => {
    if (access !== 'replace' || (writes += 1) !== nth) return undefined;
    reached.resolve();
    return opened.promise;
  };
  return { reached: reached.promise, open: () => opened.resolve() };
}

interface Appended extends DomainEvent {
  readonly accountId: string;
  readonly version?: number;
}

/** A log, and the feed of what was pushed of it. */
class Log {
  feed: LogFeed;
  private appended = 0;
  private cuts = 0;

  constructor(readonly store: EmbeddedEventStore) {
    this.feed = new LogFeed(store, '');
  }

  async append(past: readonly Appended[], aggregate = 'account'): Promise<void> {
    for (const { version, ...data } of past) {
      const id = `00000000-0000-4000-8000-${String((this.appended += 1)).padStart(12, '0')}`;
      const actor = { kind: 'system', id: 'bench' } as const;
      const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt: '' };
      const stream = `${aggregate}-${data.accountId}`;
      const last = (await this.store.read(stream, { direction: 'backwards', max: 1 }))[0]?.revision;
      const event = { id, type: data.type, version: version ?? Account.versionOf(data.type), meta };
      await this.store.append(stream, [{ ...event, data: JSON.parse(JSON.stringify(data)) }], last ?? 'new');
    }
  }

  /** Delivers what is new, in slices of these sizes over and over. */
  async push(sizes: readonly number[] = [1_000]): Promise<void> {
    let rest: readonly StoredEvent[] = await this.events(this.feed.head);
    while (rest.length > 0) {
      const slice = rest.slice(0, sizes[(this.cuts += 1) % sizes.length]);
      rest = rest.slice(slice.length);
      this.feed.push({ events: slice, position: slice.at(-1)?.position ?? '' } satisfies Slice);
      await turn();
    }
  }

  /** What the log comes to, event by event, each document stored as JSON in between. */
  async plainFold(shown: Projection): Promise<Readonly<Record<string, object>>> {
    const documents = new Map<string, object>();
    for (const event of await this.events('')) {
      for (const key of shown.keys(event.data, event)) {
        const document = shown.apply(documents.get(key), event.data, event, key);
        if (document) documents.set(key, JSON.parse(JSON.stringify(document)));
        else documents.delete(key);
      }
    }
    return Object.fromEntries([...documents].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  private async events(after: string): Promise<readonly StoredEvent[]> {
    const all: StoredEvent[] = [];
    for await (const slice of this.store.readAll({ after })) all.push(...slice.events);
    return all;
  }
}

async function documentsOf(collection: Collection): Promise<Readonly<Record<string, object>>> {
  const ids = [...IDS, 'everybody'].toSorted();
  const stored = await collection.load(ids);
  const found = ids.flatMap((id) => stored.find((one) => one.id === id && one.document) ?? []);
  return Object.fromEntries(found.map(({ id, document = {} }) => [id, document]));
}

interface Start extends Partial<Pick<ProjectorParts, 'mayElide' | 'writeEveryMs'>> {
  readonly epoch?: number;
  /** Begins here, whatever the checkpoint says. */
  readonly from?: string;
}

/** A projector alone with its stores. */
class Bench implements AsyncDisposable {
  readonly reports: string[] = [];

  private constructor(
    private readonly shown: Projection,
    private readonly aggregates: readonly Aggregate[],
    private readonly log: Log,
    private readonly shared: EmbeddedReadStore,
    readonly reads: FaultyReadStore,
    readonly collection: Collection,
    readonly parkedItems: ParkedItems,
    private readonly remove: () => void,
  ) {}

  static async open(shown: Projection, aggregates: readonly Aggregate[] = [Account]): Promise<Bench> {
    const { path, remove } = temporaryFolder();
    const log = new Log(await EmbeddedEventStore.open(path));
    return Bench.on(shown, aggregates, log, new EmbeddedReadStore(), 1, remove);
  }

  private static async on(
    shown: Projection,
    aggregates: readonly Aggregate[],
    log: Log,
    shared: EmbeddedReadStore,
    version: number,
    remove: () => void,
  ): Promise<Bench> {
    const reads = new FaultyReadStore(shared);
    const collection = await reads.collection({ ...shown, name: 'bench', version });
    const parkedItems = await ParkedItems.open(shared);
    return new Bench(shown, aggregates, log, shared, reads, collection, parkedItems, remove);
  }

  /** A version of the read model on the same stores, through a client of its own. */
  another(version: number): Promise<Bench> {
    return Bench.on(this.shown, this.aggregates, this.log, this.shared, version, () => undefined);
  }

  get feed(): LogFeed {
    return this.log.feed;
  }

  append(past: readonly Appended[], aggregate?: string): Promise<void> {
    return this.log.append(past, aggregate);
  }

  push(sizes?: readonly number[]): Promise<void> {
    return this.log.push(sizes);
  }

  /** Runs a projector until it has shown all. */
  async run(options?: Start): Promise<void> {
    const running = this.start(options);
    await running.reached();
    await running.stop();
  }

  start({ epoch = 1, mayElide = false, writeEveryMs, from }: Start = {}) {
    const collection: Collection = Object.create(this.collection);
    if (from !== undefined) {
      collection.claim = async (claimed) => ({ ...(await this.collection.claim(claimed)), position: from });
    }
    const projector = new Projector('bench', this.shown, collection, epoch, {
      log: this.log.store,
      feed: this.feed,
      ownEvents: new OwnEvents(this.aggregates, seals),
      parkedItems: this.parkedItems,
      clock: new ManualClock(),
      mayElide,
      writeEveryMs,
      report: (failure) => void this.reports.push(String(failure)),
    });
    const stopping = new AbortController();
    const ended = projector.run(stopping.signal);
    ended.catch(() => undefined);
    return {
      projector,
      ended,
      reached: async () => projector.progress.wait(await this.log.store.head(), 5_000),
      stop: () => {
        stopping.abort();
        return ended;
      },
    };
  }

  documents() {
    return documentsOf(this.collection);
  }

  /** Documents with their fences. A document that came and went leaves a tombstone or nothing. */
  async living() {
    return (await this.collection.load([...IDS, 'everybody'])).filter(({ document }) => document);
  }

  plainFold() {
    return this.log.plainFold(this.shown);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.log.store.close();
    await this.shared.close();
    this.remove();
  }
}

/** The client of a read store that processes share and that writes documents and checkpoint one after the other. */
class ClientReadStore extends FaultyReadStore {
  override get isExclusive() {
    return false;
  }

  override async collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>> {
    const collection = await super.collection(definition);
    const inSteps: Collection<D> = Object.create(collection);
    inSteps.replace = async (replacements: readonly Replacement<D>[], progress?: Progress) => {
      const refused = replacements.length > 0 ? await collection.replace(replacements) : [];
      if (progress && refused.length === 0) await collection.replace([], progress);
      return refused;
    };
    return inSteps;
  }
}

/** A log and a read store to which several owners of one context are connected. */
class Server extends Log implements AsyncDisposable {
  readonly reports: string[] = [];
  readonly shared = new EmbeddedReadStore();

  private constructor(
    store: EmbeddedEventStore,
    private readonly remove: () => void,
  ) {
    super(store);
  }

  static async open(): Promise<Server> {
    const { path, remove } = temporaryFolder();
    return new Server(await EmbeddedEventStore.open(path), remove);
  }

  override async append(past: readonly Appended[], sizes: unknown): Promise<void> {
    await super.append(past);
    await this.push(Array.isArray(sizes) ? sizes : undefined);
  }

  /** Runs the read models of a process with this epoch. */
  async own(epoch: number, shown: Projection = AccountView) {
    const reads = new ClientReadStore(this.shared);
    const models = await ContextReadModels.open(showing(shown), epoch, {
      reads,
      log: this.store,
      feed: this.feed,
      seals,
      clock: new ManualClock(),
      parkedItems: await ParkedItems.open(this.shared),
      report: (failure) => void this.reports.push(String(failure)),
      changed: () => undefined,
    });
    const stopping = new AbortController();
    const ended = models.run(stopping.signal);
    ended.catch(() => undefined);
    const collection = await this.shared.collection({ ...shown, name: NAME });
    return {
      reads,
      ended,
      reached: async () => models.wait(NAME, await this.store.head(), 5_000),
      progress: () => collection.progress(),
      stop: () => {
        stopping.abort();
        return ended;
      },
    };
  }

  async documents() {
    return documentsOf(await this.shared.collection({ ...AccountView, name: NAME }));
  }

  override plainFold(shown: Projection = AccountView) {
    return super.plainFold(shown);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.shared.close();
    this.remove();
  }
}
