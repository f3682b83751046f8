import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '@waybill/kernel';
import { BusUnavailable, EmbeddedMessageBus, type Message, type MessageBus } from '@waybill/message-bus';
import { Account, Accounts, Deposit, EngineRoom, Freeze, temporaryFolder } from '@waybill/testing';

const page: Context = { ...Accounts, projections: [], sagas: [], deadlines: [] };

/** Brings what is published to the test, in order; takes up the queue where it was left. */
async function listen(bus: MessageBus, heard: Message[]): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const queue = { queue: 'test.all', topics: ['accounts.AccountFilled'], signal: stop.signal };
  const { done } = await bus.consume(
    { ...queue, window: () => 1 },
    async (message) => void heard.push(message),
  );
  return () => {
    stop.abort();
    return done;
  };
}

describe('what a context publishes', () => {
  it('is every fact that others may hear, in order and under ids of its own, over restarts and failures', async () => {
    const lives = fc.array(
      fc.record({
        deposits: fc.integer({ min: 0, max: 20 }),
        fails: fc.constantFrom('never', 'before', 'after'),
        crash: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(lives, async (story) => {
        const folder = temporaryFolder();
        const heard: Message[] = [];
        for (const { deposits, fails, crash } of [...story, { deposits: 1, fails: 'never', crash: false }]) {
          const bus = new FailingBus(folder.path, fails);
          await listen(bus, heard);
          const room = await EngineRoom.open(folder.path, [page], { bus });
          for (let cents = 1; cents <= deposits; cents += 1) {
            await room.send(new Deposit({ accountId: `account${cents % 3}`, cents }));
          }
          await room.send(new Freeze({ accountId: 'cold', until: '2026' }));
          if (crash) await room.crash();
          else {
            await room.engine.idle();
            await room.engine.stop();
          }
        }
        const room = await EngineRoom.open(folder.path, [page]);
        const events = (await room.log()).filter(({ type }) => type === 'Deposited');
        const first = heard.filter(({ id }, index) => heard.findIndex((other) => other.id === id) === index);
        expect(first.map(({ envelope }) => envelope.id)).toEqual(events.map(({ id }) => id));
        expect(first.map(({ event }) => event)).toEqual(
          events.map(({ data }) => ({ ...data, type: 'accounts.AccountFilled' })),
        );
        const repeats = new Set(heard.map(({ id, envelope }) => `${id} ${envelope.id}`));
        expect(repeats.size).toBe(first.length);
        await room.engine.stop();
        folder.remove();
      }),
      { numRuns: 10 },
    );
  }, 30_000);

  it('is not published before every queue of the process collects', async () => {
    const folder = temporaryFolder();
    let room = await EngineRoom.open(folder.path, [page], { bus: new EmbeddedMessageBus() });
    await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
    await room.engine.stop();
    const heard: string[] = [];
    const listener: Context = {
      ...page,
      name: 'listener',
      aggregates: [{ ...Account, name: 'listener' }],
      publications: { events: [], publish: () => undefined },
      sagas: [
        {
          name: 'ear',
          id: 'ear',
          from: 'head',
          ownEvents: [],
          publishedEvents: ['accounts.AccountFilled'],
          react: ({ type }) => {
            heard.push(type);
            return [];
          },
        },
      ],
    };
    room = await EngineRoom.open(folder.path, [page, listener], { bus: new SlowlyDeclaringBus() });
    await room.engine.idle();
    expect(heard).toEqual(['accounts.AccountFilled']);
    await room.engine.stop();
    folder.remove();
  });
});

/** A bus whose second publication fails, before or after it has been taken. */
class FailingBus extends EmbeddedMessageBus {
  private publications = 0;

  constructor(
    folder: string,
    private readonly fails: string,
  ) {
    super(folder);
  }

  override async publish(publisher: string, messages: readonly Message[], through: string): Promise<void> {
    const nth = (this.publications += 1);
    if (nth === 2 && this.fails === 'before') throw new BusUnavailable('away');
    await super.publish(publisher, messages, through);
    if (nth === 2 && this.fails === 'after') throw new BusUnavailable('cut');
  }
}

/** Declaring a queue takes some turns of the event loop, as it does over a network. */
class SlowlyDeclaringBus extends EmbeddedMessageBus {
  override async consume(...options: Parameters<EmbeddedMessageBus['consume']>) {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return super.consume(...options);
  }
}
