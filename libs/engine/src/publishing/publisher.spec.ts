import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idFrom, publications, saga, type Context, type DomainEvent } from '@waybill/kernel';
import {
  BusUnavailable,
  EmbeddedMessageBus,
  type EventMessage,
  type Message,
  type QueueDeclaration,
} from '@waybill/message-bus';
import {
  Account,
  Accounts,
  Deposit,
  EngineRoom,
  Freeze,
  temporaryFolder,
  type AccountEvent,
  type RoomOptions,
} from '@waybill/testing';

interface Filled extends DomainEvent {
  readonly type: 'accounts.AccountFilled';
  readonly accountId: string;
  readonly cents: number;
}

const page: Context = { ...Accounts, projections: [], sagas: [], deadlines: [] };
const QUEUE = 'test.all';
const topology: readonly QueueDeclaration[] = [{ queue: QUEUE, topics: ['accounts.AccountFilled'] }];
const copies: QueueDeclaration = { queue: 'listener.copies', topics: ['accounts.AccountFilled'] };
const away = new BusUnavailable('away');

let isFixed = false;
/** Some amounts are published by nobody, one cannot be published for now. */
const touchy: Context = {
  ...page,
  publications: publications<AccountEvent, Filled>()({
    Deposited({ accountId, cents }) {
      if (cents === 5) return undefined;
      if (cents === 13 && !isFixed) throw new Error('Nobody thought of 13.');
      return { type: 'accounts.AccountFilled', accountId, cents };
    },
  }),
};

/** Puts into an account of its own whatever is put into an account there. */
const Copies = saga<Filled>()({
  name: 'copies',
  on: {
    'accounts.AccountFilled': ({ accountId, cents }) => {
      copied.push(cents);
      return [new Deposit({ accountId, cents })];
    },
  },
});
const copied: number[] = [];
const listener: Context = {
  ...page,
  name: 'listener',
  aggregates: [{ ...Account, name: 'listener' }],
  sagas: [Copies],
  publications: { events: [], publish: () => undefined },
};

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(() => {
  folder = temporaryFolder();
  isFixed = false;
  copied.length = 0;
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const open = async (contexts: readonly Context[], options: RoomOptions = {}) => {
  room = await EngineRoom.open(folder.path, contexts, options);
};
const fill = (accountId: string, ...amounts: readonly number[]) =>
  Promise.all(amounts.map((cents) => room.send(new Deposit({ accountId, cents }))));
const eventsIn = (messages: readonly Message[]) => messages.filter((message) => message.kind === 'event');
const centsOf = ({ event }: EventMessage) => ('cents' in event ? event.cents : undefined);
/** What was published of an account, in order. */
const publishedOf = (accountId: string) =>
  eventsIn(room.bus.published).filter(({ key }) => key === `account-${accountId}`);
const marks = () => room.bus.published.filter((message) => message.kind === 'mark');

describe('what a context publishes', () => {
  it('is every event that has a row, in order and under ids of its own, over restarts and failures', async () => {
    const lives = fc.array(
      fc.record({
        deposits: fc.integer({ min: 0, max: 12 }),
        failsAt: fc.integer({ min: 1, max: 4 }),
        fails: fc.constantFrom('never', 'before', 'after'),
        crashes: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(lives, async (story) => {
        const home = temporaryFolder();
        const received: EventMessage[] = [];
        let expected: readonly unknown[] = [];
        const last = { deposits: 1, failsAt: 1, fails: 'never', crashes: false };
        for (const { deposits, failsAt, fails, crashes } of [...story, last]) {
          const here = await EngineRoom.open(home.path, [page], { engine: { topology } });
          let publications = 0;
          here.bus.faultOf = (messages) => {
            if (eventsIn(messages).length === 0 || (publications += 1) !== failsAt) return undefined;
            return fails === 'never' ? undefined : { error: away, written: fails === 'after' };
          };
          const stop = new AbortController();
          const { done } = await here.bus.consume(QUEUE, { signal: stop.signal }, (delivery) => {
            received.push(...eventsIn([delivery.message]));
            delivery.ack();
          });
          for (let cents = 1; cents <= deposits; cents += 1) {
            await here.send(new Deposit({ accountId: `account${cents % 3}`, cents }));
          }
          await here.send(new Freeze({ accountId: 'cold', until: '2026' }));
          const isWaiting = async () =>
            (await here.bus.queues()).some(({ queue, waiting }) => queue === QUEUE && waiting > 0);
          if (!crashes) {
            await here.idle();
            while (await isWaiting()) await pause(1);
            expected = (await here.log())
              .filter(({ type }) => type === 'Deposited')
              .map(({ id, data, position, stream, revision }) => ({
                id,
                topic: 'accounts.AccountFilled',
                key: stream,
                publisher: 'accounts',
                event: { ...data, type: 'accounts.AccountFilled' },
                envelope: { id, position, stream, revision },
              }));
          }
          stop.abort();
          if (crashes) await here.crash();
          else await here.engine.stop();
          await done;
        }
        const first = received.filter(
          ({ id }, index) => received.findIndex((other) => other.id === id) === index,
        );
        expect(first).toMatchObject(expected);
        expect(first).toHaveLength(expected.length);
        for (const { id, event } of received) {
          expect(event).toEqual(first.find((other) => other.id === id)?.event);
        }
        const epochs = received.map(({ epoch }) => epoch);
        expect(epochs).toEqual(epochs.toSorted((one, other) => one - other));
        home.remove();
      }),
      { numRuns: 12 },
    );
    await open([page]);
  }, 30_000);

  it('is not published before every queue of the topology is declared', async () => {
    await open([page]);
    room.bus.faultOf = () => ({ error: away, written: false });
    await fill('ada', 7);
    await room.engine.stop();
    const bus = new SlowlyDeclaringBus(folder.path);
    await open([page, listener], { bus });
    await room.idle();
    expect(copied).toEqual([7]);
    expect(bus.queuesAtFirst).toEqual(
      expect.arrayContaining(['listener.copies', 'accounts.backfill-requests', 'listener.backfill-requests']),
    );
  });

  it('says to every queue how far it has come, once whenever that has changed', async () => {
    await open([page, listener], { engine: { topology: [...topology, copies] } });
    await room.idle();
    const sent = room.bus.published.length;
    await room.idle();
    expect(room.bus.published).toHaveLength(sent);
    await room.send(new Freeze({ accountId: 'ada', until: '2026' }));
    await room.idle();
    const position = await room.store.head();
    const mark = { topic: 'accounts.mark', publisher: 'accounts', position, epoch: 1 };
    expect(marks().filter((one) => one.position === position)).toMatchObject([mark, mark]);
  });

  it('says so by itself within some time', async () => {
    await open([page], { engine: { topology } });
    const { position } = await room.send(new Freeze({ accountId: 'ada', until: '2026' }));
    while (!marks().some((mark) => mark.position >= position)) await pause(1);
  });

  it('is nothing that a newer release wrote: the reader stops, and says why', async () => {
    await open([page], { engine: { topology } });
    const id = idFrom('newer');
    const actor = { kind: 'system', id: 'test' } as const;
    const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt: '' };
    const data = { type: 'Deposited', accountId: 'ada', pounds: 1 };
    await room.store.append('account-ada', [{ id, type: data.type, version: 9, data, meta }], 'new');
    const isStopped = async () => (await room.engine.health()).some(({ isReady }) => !isReady);
    while (!(await isStopped())) await pause(1);
    expect(await room.engine.health()).toContainEqual({
      name: 'accounts',
      isReady: false,
      reason: expect.stringContaining('Upgrade'),
    });
    expect(eventsIn(room.bus.published)).toEqual([]);
  });
});

describe('an event that cannot be published', () => {
  const everything = { engine: { topology: [...topology, copies] } };
  const both = [touchy, listener];
  const copiesOf = async (accountId: string) =>
    (await room.store.read(`listener-${accountId}`)).map(({ data }) => ('cents' in data ? data.cents : 0));

  it('parks its stream alone, over restarts; a retry publishes what waits, in order, and it is handled once', async () => {
    await open(both, everything);
    for (const cents of [1, 5, 13, 2]) await fill('ada', cents);
    await fill('bob', 7);
    await room.idle();
    expect(publishedOf('ada').map(centsOf)).toEqual([1]);
    expect(publishedOf('bob').map(centsOf)).toEqual([7]);
    const parked = await room.engine.parked();
    expect(parked).toMatchObject([
      {
        by: 'accounts.publisher',
        kind: 'stream',
        what: 'account-ada',
        event: 'Deposited',
        revision: 2,
        reason: 'Error: Nobody thought of 13.',
      },
    ]);
    const [item] = parked;
    expect(await room.engine.retry(item)).toBe(false);

    await room.engine.stop();
    await open(both, everything);
    await fill('ada', 3);
    await fill('bob', 8);
    await room.idle();
    expect(publishedOf('ada')).toEqual([]);
    expect(publishedOf('bob').map(centsOf)).toEqual([8]);
    expect(room.engine.readers()).toContainEqual(
      expect.objectContaining({ name: 'accounts.publisher', parked: 1 }),
    );

    isFixed = true;
    expect(await room.engine.retry(item)).toBe(true);
    await fill('ada', 4);
    await room.idle();
    expect(publishedOf('ada').map((message) => [centsOf(message), message.isLate ?? false])).toEqual([
      [13, true],
      [2, true],
      [3, true],
      [4, false],
    ]);
    expect(await room.engine.parked()).toEqual([]);
    expect(await copiesOf('ada')).toEqual([1, 13, 2, 3, 4]);
    await room.engine.stop();
    await open(both, everything);
    await room.idle();
    expect(copied.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 7, 8, 13]);
  });

  it('does not hold back the events before it, though the bus fails meanwhile', async () => {
    await open(both, everything);
    let failures = 0;
    room.bus.faultOf = (messages) => {
      const isTheirs = eventsIn(messages).some((message) => centsOf(message) === 1);
      return isTheirs && (failures += 1) === 1 ? { error: away, written: false } : undefined;
    };
    // What waits for the first one is decided, and arrives, together.
    await fill('ada', 9, 1, 13);
    await room.idle();
    expect(failures).toBe(2);
    expect(publishedOf('ada').map(centsOf)).toEqual([9, 1]);
  });

  it('may be retried again when the bus took the messages and failed', async () => {
    await open(both, everything);
    await fill('ada', 1, 13, 2);
    await room.idle();
    isFixed = true;
    const [item] = await room.engine.parked();
    room.bus.failNext(1, { error: away, written: true });
    await expect(room.engine.retry(item)).rejects.toThrow('away');
    expect(await room.engine.retry(item)).toBe(true);
    await room.idle();
    expect(await copiesOf('ada')).toEqual([1, 13, 2]);
  });
});

/** Declaring a queue takes some turns of the event loop, as it does over a network. */
class SlowlyDeclaringBus extends EmbeddedMessageBus {
  queuesAtFirst: readonly string[] | undefined;

  override async declare(queues: readonly QueueDeclaration[]): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return super.declare(queues);
  }

  override async publish(messages: readonly Message[]): Promise<void> {
    this.queuesAtFirst ??= (await this.queues()).map(({ queue }) => queue);
    return super.publish(messages);
  }
}
