import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoreUnavailable } from '@waybill/event-store';
import { projection, publications, saga, type Context, type DomainEvent } from '@waybill/kernel';
import { BusUnavailable, EmbeddedMessageBus, type EventMessage, type Message } from '@waybill/message-bus';
import { ReadStoreUnavailable } from '@waybill/read-store';
import {
  Account,
  Accounts,
  CloseAccount,
  Deposit,
  EngineRoom,
  temporaryFolder,
  type AccountEvent,
  type RoomOptions,
} from '@waybill/testing';

interface Filled extends DomainEvent {
  readonly type: 'accounts.AccountFilled';
  readonly accountId: string;
  readonly cents: number;
}
interface Emptied extends DomainEvent {
  readonly type: 'accounts.AccountClosed';
  readonly accountId: string;
}
type Published = Filled | Emptied;

/** What was put into an account, in order. */
interface Amounts {
  readonly amounts: readonly number[];
}

let isFixed = false;
let isPublishable = true;
const unlucky = (cents: number) => cents === 13 && !isFixed;

const published = publications<AccountEvent, Published>()({
  Deposited({ accountId, cents }) {
    if (cents === 17 && !isPublishable) throw new Error('Nobody thought of 17.');
    return { type: 'accounts.AccountFilled', accountId, cents };
  },
  AccountClosed: ({ accountId }) => ({ type: 'accounts.AccountClosed', accountId }),
});
const accounts: Context = {
  ...Accounts,
  projections: [],
  sagas: [],
  deadlines: [],
  publications: published,
};

const definition = {
  name: 'fillings',
  keys: ({ accountId }: Published) => [accountId, accountId.startsWith('shared') ? 'shared' : 'everybody'],
  apply: {
    'accounts.AccountFilled': (document: Amounts | undefined, { cents }: Filled) => ({
      amounts: [...(document?.amounts ?? []), cents],
    }),
    'accounts.AccountClosed': () => undefined,
  },
};
/** One document per account, and one that all accounts change. */
const Fillings = projection<Amounts, Published>()({
  ...definition,
  apply: {
    ...definition.apply,
    'accounts.AccountFilled'(document, event, _, key) {
      if (unlucky(event.cents) && key !== 'everybody') throw new Error('Nobody thought of 13.');
      return definition.apply['accounts.AccountFilled'](document, event);
    },
    'accounts.AccountClosed': (document, _, __, key) => (key === 'everybody' ? document : undefined),
  },
});

const replicaOf = (shown: typeof Fillings, sagas: Context['sagas'] = []): Context => ({
  ...accounts,
  name: 'listener',
  aggregates: [{ ...Account, name: 'listener' }],
  projections: [shown],
  sagas,
  publications: { events: [], publish: () => undefined },
});
const listener = replicaOf(Fillings);

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(async () => {
  isFixed = false;
  isPublishable = true;
  folder = temporaryFolder();
  room = await EngineRoom.open(folder.path, [accounts]);
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const open = async (contexts: readonly Context[], options: RoomOptions = {}) => {
  room = await EngineRoom.open(folder.path, contexts, options);
};
const reopen = async (...contexts: readonly Context[]) => {
  await room.engine.stop();
  await open(contexts);
};
const loseReadModels = async () => {
  await room.engine.stop();
  for (const file of ['read.db', 'read.db-wal', 'read.db-shm'])
    await rm(join(folder.path, file), { force: true });
};
const fill = async (accountId: string, ...amounts: readonly number[]) => {
  for (const cents of amounts) await room.send(new Deposit({ accountId, cents }));
};
/** Resolves when the replicas have received everything that was published. */
const settled = async (here = room) => {
  await here.idle();
  const isCatchingUp = () => here.engine.readers().some((one) => one.kind === 'replica' && one.isCatchingUp);
  do {
    await here.idle();
    await turn();
  } while (isCatchingUp());
  await here.idle();
};
const amountsOf = async (id: string, shown = Fillings, here = room) =>
  (await here.engine.readModels.get(shown, id))?.amounts;
const backfilled = () =>
  room.bus.published.flatMap((message) =>
    message.kind === 'event' && message.backfill !== undefined ? [message] : [],
  );

describe('a new replica', () => {
  it('receives what was published before it existed, once and in order, and then what follows', async () => {
    await fill('ada', 1, 2);
    await fill('bob', 3);
    await room.idle();
    await reopen(accounts, listener);
    await fill('ada', 4);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 2, 4]);
    expect(await amountsOf('bob')).toEqual([3]);
    expect(await amountsOf('everybody')).toEqual([1, 2, 3, 4]);
  });

  it('receives the past only once', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1);
    await settled();
    await reopen(accounts, listener);
    let writes = 0;
    room.reads.before = (name, access) =>
      void (writes += Number(name === 'listener.fillings' && access === 'replace'));
    await settled();
    expect(await amountsOf('ada')).toEqual([1]);
    expect(backfilled()).toEqual([]);
    expect(writes).toBe(0);
  });

  it('ignores live messages until the backfill has ended, which contains them', async () => {
    await fill('ada', 1, 2, 3);
    await room.idle();
    await room.engine.stop();
    const live = Promise.withResolvers<void>();
    const bus = new HoldingBus(folder.path, live.promise);
    await open([accounts, listener], { bus });
    // Published, and in the queue, before the backfill.
    await fill('ada', 4, 5);
    while (eventsIn(room.bus.published).filter(isLive).length < 2) await room.idle();
    expect(await amountsOf('ada')).toBeUndefined();
    live.resolve();
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 2, 3, 4, 5]);
    await fill('ada', 6);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('receives only the topics that it asks for', async () => {
    await fill('ada', 1);
    await room.send(new CloseAccount({ accountId: 'ada' }));
    const filledOnly = projection<Amounts, Filled>()({
      ...definition,
      apply: { 'accounts.AccountFilled': definition.apply['accounts.AccountFilled'] },
    });
    await reopen(accounts, replicaOf(filledOnly));
    await settled();
    expect(await amountsOf('ada', filledOnly)).toEqual([1]);
    expect(backfilled().map(({ topic }) => topic)).toEqual(['accounts.AccountFilled']);
  });

  it('is built again when its documents are lost, beside what happens meanwhile', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 2, 3);
    await settled();
    await loseReadModels();
    await open([accounts, listener]);
    await fill('ada', 4);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 2, 3, 4]);
  });

  it('says so when nobody answers, and is complete when somebody does', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1);
    await settled();
    await loseReadModels();
    await open([listener]);
    expect(room.engine.readers()).toContainEqual(
      expect.objectContaining({ kind: 'replica', isCatchingUp: true }),
    );
    expect(await room.engine.health()).toContainEqual(
      expect.objectContaining({ name: 'listener.fillings', isReady: false }),
    );
    await reopen(accounts, listener);
    await settled();
    expect(await amountsOf('ada')).toEqual([1]);
  });
});

describe('a backfill', () => {
  it('contains what a parked stream has before the event that parked it; a retry sends the rest', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 2);
    isPublishable = false;
    await fill('ada', 17, 3);
    await settled();
    await loseReadModels();
    await open([accounts, listener]);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 2]);
    const [item] = await room.engine.parked();
    isPublishable = true;
    expect(await room.engine.retry(item)).toBe(true);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 2, 17, 3]);
  });

  it('ends though an event of the past cannot be published any more: that parks its stream', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 17, 2);
    await fill('bob', 3);
    await settled();
    await loseReadModels();
    isPublishable = false;
    await open([accounts, listener]);
    await fill('ada', 4);
    await settled();
    expect(await amountsOf('ada')).toEqual([1]);
    expect(await amountsOf('bob')).toEqual([3]);
    const [item] = await room.engine.parked();
    expect(item).toMatchObject({ by: 'accounts.publisher', what: 'account-ada', revision: 1 });
    isPublishable = true;
    expect(await room.engine.retry(item)).toBe(true);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 17, 2, 4]);
  });

  it('that is in hand is ended before a retry publishes what it has left out', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1);
    isPublishable = false;
    await fill('ada', 17, 2);
    await settled();
    await loseReadModels();
    const sending = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const bus = new HoldingBus(folder.path, gate.promise);
    bus.holds = (message) => {
      if (message.kind !== 'event') return false;
      sending.resolve();
      return true;
    };
    await open([accounts, listener], { bus });
    await sending.promise;
    isPublishable = true;
    const [item] = await room.engine.parked();
    const retried = room.engine.retry(item);
    await turn();
    gate.resolve();
    expect(await retried).toBe(true);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 17, 2]);
  });

  it('is sent again when the bus or the store fails in the middle of it', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 2, 3);
    await fill('bob', 4);
    await settled();
    for (const written of [false, true]) {
      await loseReadModels();
      const bus = new FailingBus(folder.path, written);
      await open([accounts, listener], { bus });
      await settled();
      expect(bus.failures).toBe(2);
      expect(await amountsOf('ada')).toEqual([1, 2, 3]);
      expect(await amountsOf('everybody')).toEqual([1, 2, 3, 4]);
    }
  });
});

describe('a replica', () => {
  it('receives nothing twice and loses nothing when the owner of the publisher changes and its store fails', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1);
    await settled();
    // Nobody consumes: messages of two epochs of the publisher wait in the queue.
    await reopen(accounts);
    await fill('ada', 2);
    await room.idle();
    await reopen(accounts);
    await fill('ada', 3);
    await room.idle();
    await room.engine.stop();
    await open([listener]);
    let failures = 0;
    room.reads.before = (name, access) => {
      if (name === 'listener.fillings' && access === 'load' && (failures += 1) <= 2) {
        throw new ReadStoreUnavailable('away');
      }
    };
    await settled();
    room.reads.before = () => undefined;
    expect(await amountsOf('ada')).toEqual([1, 2, 3]);
  });

  it('is the fold of what was published, per stream in order, whatever is repeated and wherever it is cut off', async () => {
    const life = fc.record({
      sent: fc.array(
        fc.record({
          accountId: fc.constantFrom('ada', 'bob', 'shared1', 'shared2'),
          cents: fc.integer({ min: 100, max: 999 }),
          closes: fc.constantFrom(false, false, false, true),
        }),
        { maxLength: 8 },
      ),
      /** Which deliveries come twice, over and over. */
      repeats: fc.array(fc.boolean(), { minLength: 3, maxLength: 5 }),
      cutAfter: fc.option(fc.nat(6), { nil: undefined }),
      cut: fc.constantFrom('reads', 'state', 'store'),
      loses: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const home = temporaryFolder();
        for (const { sent, repeats, cutAfter, cut, loses } of lives) {
          if (loses) {
            for (const file of ['read.db', 'read.db-wal', 'read.db-shm']) {
              await rm(join(home.path, file), { force: true });
            }
          }
          const here = await EngineRoom.open(home.path, [accounts, listener]);
          disturb(here, repeats);
          const isCut = cutAfter === undefined ? undefined : cutOff(here, cut, cutAfter);
          const sending = (async () => {
            const sends = sent.map(({ accountId, cents, closes }) =>
              here.send(closes ? new CloseAccount({ accountId }) : new Deposit({ accountId, cents })),
            );
            await Promise.allSettled(sends);
            if (isCut === undefined) await settled(here);
          })();
          await Promise.race([sending, ...(isCut ? [isCut.then(() => undefined), afterTurns(60)] : [])]);
          await here.crash();
          await sending;
        }
        const last = await EngineRoom.open(home.path, [accounts, listener]);
        await settled(last);
        const expected = new Map<string, Amounts>();
        for (const { data, ...envelope } of await last.log()) {
          const event = published.publish(data, envelope);
          if (!event) continue;
          for (const key of Fillings.keys(event, envelope)) {
            const document = Fillings.apply(expected.get(key), event, envelope, key);
            if (document) expected.set(key, document);
            else expected.delete(key);
          }
        }
        // Documents that only one stream changes are exact; for the other one only the order per stream is defined.
        for (const id of ['ada', 'bob', 'shared1', 'shared2']) {
          expect(await amountsOf(id, Fillings, last)).toEqual(expected.get(id)?.amounts);
        }
        expect((await amountsOf('everybody', Fillings, last))?.toSorted()).toEqual(
          expected.get('everybody')?.amounts.toSorted(),
        );
        await last.engine.stop();
        home.remove();
      }),
      { numRuns: 25 },
    );
  }, 90_000);
});

describe('a message that cannot be folded', () => {
  it('parks its document, over restarts, while everything else goes on; a retry repairs it in order', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 13, 2);
    await fill('bob', 7);
    await settled();
    expect(await amountsOf('ada')).toEqual([1]);
    expect(await amountsOf('bob')).toEqual([7]);
    expect(await amountsOf('everybody')).toEqual([1, 13, 2, 7]);
    const [item, ...more] = await room.engine.parked();
    expect(item).toMatchObject({
      by: 'listener.fillings',
      kind: 'document',
      what: 'ada',
      event: 'accounts.AccountFilled',
      revision: 1,
      reason: 'Error: Nobody thought of 13.',
    });
    expect(more).toEqual([]);
    await reopen(accounts, listener);
    await fill('ada', 3);
    await settled();
    expect(await amountsOf('ada')).toEqual([1]);
    expect(await room.engine.retry(item)).toBe(false);
    expect(await room.engine.parked()).toHaveLength(1);
    isFixed = true;
    const before = await storedOf('bob');
    expect(await room.engine.retry(item)).toBe(true);
    await fill('ada', 4);
    await settled();
    expect(await amountsOf('ada')).toEqual([1, 13, 2, 3, 4]);
    expect(await amountsOf('bob')).toEqual([7]);
    expect(await amountsOf('everybody')).toEqual([1, 13, 2, 7, 3, 4]);
    expect(await room.engine.parked()).toEqual([]);
    expect(await storedOf('bob')).toEqual(before);
    expect(room.engine.readers()).toContainEqual(
      expect.objectContaining({ name: 'listener.fillings', parked: 0 }),
    );
  });

  it('in a backfill parks its document too', async () => {
    await fill('ada', 1, 13, 2);
    await fill('bob', 7);
    await reopen(accounts, listener);
    await settled();
    expect(await amountsOf('ada')).toEqual([1]);
    expect(await amountsOf('bob')).toEqual([7]);
    isFixed = true;
    for (const item of await room.engine.parked()) expect(await room.engine.retry(item)).toBe(true);
    expect(await amountsOf('ada')).toEqual([1, 13, 2]);
  });

  it('is repaired though messages follow the end of its backfill at once, and the read store fails meanwhile', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 13, 2);
    await settled();
    isFixed = true;
    const [item] = await room.engine.parked();
    // The messages of the repair are folded together with those that follow it.
    const held: (() => void)[] = [];
    room.bus.onDelivery = (delivery, deliver, queue) => {
      if (queue === 'listener.fillings') held.push(() => deliver(delivery));
      else deliver(delivery);
    };
    const retried = room.engine.retry(item);
    while (!room.bus.published.some(({ kind }) => kind === 'backfill-end')) await turn();
    await fill('ada', 3, 4);
    await room.engine.hurry();
    while (held.length < 8) await turn();
    let failures = 0;
    room.reads.before = (name, access) => {
      if (name === 'listener.fillings' && access === 'replace' && (failures += 1) <= 2) {
        throw new ReadStoreUnavailable('away');
      }
    };
    room.bus.onDelivery = (delivery, deliver) => deliver(delivery);
    for (const deliver of held) deliver();
    expect(await retried).toBe(true);
    await settled();
    expect(failures).toBeGreaterThan(2);
    expect(await amountsOf('ada')).toEqual([1, 13, 2, 3, 4]);
    expect(await amountsOf('everybody')).toEqual([1, 13, 2, 3, 4]);
  });

  it('stays parked when the process stops before it is repaired', async () => {
    await reopen(accounts, listener);
    await fill('ada', 1, 13);
    await settled();
    const [item] = await room.engine.parked();
    isFixed = true;
    room.bus.onDelivery = () => undefined;
    const retried = room.engine.retry(item);
    while (!room.bus.published.some(({ kind }) => kind === 'backfill-request')) await turn();
    await reopen(accounts, listener);
    expect(await retried).toBe(false);
    expect(await room.engine.parked()).toEqual([item]);
    expect(await room.engine.retry(item)).toBe(true);
    expect(await amountsOf('ada')).toEqual([1, 13]);
  });

  it('because its documents cannot be named is parked itself; a retry folds them from nothing', async () => {
    const nameless = projection<Amounts, Published>()({
      ...definition,
      keys(event) {
        if (event.type === 'accounts.AccountFilled' && unlucky(event.cents))
          throw new Error('Nobody thought of 13.');
        return definition.keys(event);
      },
    });
    await reopen(accounts, replicaOf({ ...nameless, name: 'nameless' }));
    const shown = room.engine.contexts[1].projections[0] as typeof Fillings;
    await fill('ada', 1, 13, 2);
    await fill('bob', 7);
    await settled();
    expect(await amountsOf('ada', shown)).toEqual([1, 2]);
    const [item] = await room.engine.parked();
    expect(item).toMatchObject({ by: 'listener.nameless', kind: 'message', revision: 1 });
    expect(item.message).toMatchObject({ event: { accountId: 'ada', cents: 13 } });
    expect(await room.engine.retry(item)).toBe(false);
    isFixed = true;
    // The documents are started again only once, though the first write fails.
    let failures = 0;
    room.reads.before = (name, access) => {
      if (name === 'listener.nameless' && access === 'replace' && (failures += 1) === 1) {
        throw new ReadStoreUnavailable('away');
      }
    };
    expect(await room.engine.retry(item)).toBe(true);
    await fill('ada', 3);
    await settled();
    expect(failures).toBeGreaterThan(1);
    expect(await amountsOf('ada', shown)).toEqual([1, 13, 2, 3]);
    expect(await amountsOf('everybody', shown)).toEqual([1, 13, 2, 7, 3]);
    expect(await room.engine.parked()).toEqual([]);
    expect(room.engine.readers()).toContainEqual(
      expect.objectContaining({ name: 'listener.nameless', parked: 0 }),
    );
  });

  it('is done with when it turns out to change no document', async () => {
    const fussy = projection<Amounts, Published>()({
      ...definition,
      name: 'fussy',
      keys(event) {
        if (event.type !== 'accounts.AccountFilled' || event.cents !== 13) return definition.keys(event);
        if (isFixed) return [];
        throw new Error('Nobody thought of 13.');
      },
    });
    await reopen(accounts, replicaOf(fussy));
    await fill('ada', 1, 13, 2);
    await settled();
    isFixed = true;
    for (const item of await room.engine.parked()) expect(await room.engine.retry(item)).toBe(true);
    expect(await room.engine.parked()).toEqual([]);
    expect(await amountsOf('ada', fussy)).toEqual([1, 2]);
  });
});

describe('a saga that starts at the beginning', () => {
  it('receives the published past, once, and then what follows', async () => {
    await fill('ada', 1, 2);
    await fill('bob', 3);
    await room.idle();
    const seen: string[] = [];
    const counting = (name: string, from: 'head' | 'beginning') =>
      saga<Filled>()({
        name,
        from,
        on: {
          'accounts.AccountFilled': ({ cents }) => {
            seen.push(`${name} ${cents}`);
            return [];
          },
        },
      });
    const contexts = [
      accounts,
      replicaOf(Fillings, [counting('early', 'beginning'), counting('late', 'head')]),
    ];
    await reopen(...contexts);
    while (seen.length < 3) await settled();
    expect(seen.toSorted()).toEqual(['early 1', 'early 2', 'early 3']);
    await fill('ada', 4);
    await settled();
    await reopen(...contexts);
    await settled();
    expect(seen.toSorted()).toEqual(['early 1', 'early 2', 'early 3', 'early 4', 'late 4']);
  });
});

const eventsIn = (messages: readonly Message[]) => messages.filter((message) => message.kind === 'event');
const isLive = ({ backfill }: EventMessage) => backfill === undefined;

/** Resolves after some turns of the event loop: something else may not come to an end. */
async function afterTurns(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}

/** A document with its fence. */
async function storedOf(id: string) {
  const collection = await room.reads.collection({ ...Fillings, name: 'listener.fillings', version: 1 });
  return collection.load([id]);
}

/** Passes some deliveries on twice. */
function disturb(here: EngineRoom, repeats: readonly boolean[]): void {
  let nth = 0;
  here.bus.onDelivery = (delivery, deliver, queue) => {
    deliver(delivery);
    const isRepeated = repeats[(nth += 1) % repeats.length];
    if (isRepeated && queue === 'listener.fillings')
      deliver({ message: delivery.message, ack: () => undefined });
  };
}

/** From the nth write on, a store takes none; resolves then. */
function cutOff(here: EngineRoom, what: string, after: number): Promise<void> {
  const cut = Promise.withResolvers<void>();
  let writes = 0;
  const refuse = () => {
    if ((writes += 1) <= after) return false;
    cut.resolve();
    return true;
  };
  if (what === 'store') {
    here.store.faultOf = () =>
      refuse() ? { error: new StoreUnavailable('cut'), written: writes === after + 1 } : undefined;
  } else {
    const store = what === 'reads' ? here.reads : here.state;
    store.before = (_, access) => {
      if (access === 'replace' && refuse()) throw new ReadStoreUnavailable('cut');
    };
  }
  return cut.promise;
}

/** Holds back what is sent to one queue: requests for backfills, unless a test says otherwise. */
class HoldingBus extends EmbeddedMessageBus {
  holds: (message: Message) => boolean = ({ kind }) => kind === 'backfill-request';

  constructor(
    path: string,
    private readonly gate: Promise<void>,
  ) {
    super(path);
  }

  override async send(queue: string, messages: readonly Message[]): Promise<void> {
    if (!messages.some((message) => this.holds(message))) return super.send(queue, messages);
    // The sender need not wait, except for the backfill itself.
    const sent = this.gate.then(() => super.send(queue, messages));
    if (messages.some(({ kind }) => kind === 'event')) await sent;
  }
}

/** Fails once when events of a backfill are sent, and once at its end; with `written`, after it has taken them. */
class FailingBus extends EmbeddedMessageBus {
  failures = 0;
  private readonly failed = new Set<string>();

  constructor(
    path: string,
    private readonly written: boolean,
  ) {
    super(path);
  }

  override async send(queue: string, messages: readonly Message[]): Promise<void> {
    const { kind } = messages[0];
    const fails = (kind === 'event' || kind === 'backfill-end') && !this.failed.has(kind);
    if (!fails) return super.send(queue, messages);
    this.failed.add(kind);
    this.failures += 1;
    if (this.written) await super.send(queue, messages);
    throw new BusUnavailable('away');
  }
}
