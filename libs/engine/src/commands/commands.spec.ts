import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadAppend,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
  type StoredEvent,
} from '@waybill/event-store';
import { aggregate, type Aggregate } from '@waybill/kernel';
import {
  Account,
  Accounts,
  CloseAccount,
  Deposit,
  EngineRoom,
  Freeze,
  ManualClock,
  named,
  temporaryFolder,
  Thaw,
  Withdraw,
} from '@waybill/testing';
import type { CommandMeta } from './command-meta.js';
import { Commands, type CommandsOptions } from './commands.js';
import { Receipt } from './receipt.js';
import { Seals } from '../sealing/seals.js';
import { Snapshots } from './snapshots.js';

const accountId = 'ada';
const deposit = (cents = 5) => new Deposit({ accountId, cents });

describe('a command', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let room: EngineRoom;

  beforeEach(async () => {
    folder = temporaryFolder();
    room = await EngineRoom.open(folder.path, [{ ...Accounts, sagas: [], deadlines: [] }]);
  });
  afterEach(async () => {
    await room.engine.stop();
    folder.remove();
  });

  const reopen = async () => {
    await room.engine.stop();
    room = await EngineRoom.open(folder.path, [{ ...Accounts, sagas: [], deadlines: [] }]);
  };
  const together = <T>(times: number, send: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: times }, (_, index) => send(index)));

  it('sent ten times at once and once more later is decided once, and answered alike', async () => {
    const commandId = named('once');
    const answers = await together(10, () => room.send(deposit(), { commandId }));
    answers.push(await room.send(deposit(), { commandId }));
    expect(await room.log()).toHaveLength(1);
    const [first] = answers;
    expect(answers).toEqual([first, ...answers.slice(1).map(repeated)]);
  });

  it('is answered as the first time although others came after it, with a token that is new enough', async () => {
    const commandId = named('first');
    const first = await room.send(deposit(), { commandId });
    const later = await room.send(deposit());
    const again = await room.send(deposit(), { commandId });
    expect(again).toEqual(new Receipt(first.id, first.revision, later.position, true));
  });

  it('is known again after a restart', async () => {
    const commandId = named('before');
    const first = await room.send(deposit(), { commandId });
    await room.send(deposit());
    await reopen();
    expect(await room.send(deposit(), { commandId })).toMatchObject(known(first));
    expect(await room.log()).toHaveLength(2);
  });

  it('is found in a stream of thousands of events, with a snapshot, back to where its cause lies', async () => {
    const cause = await room.send(new Deposit({ accountId: 'cause', cents: 1 }));
    const commandId = named('long ago');
    const first = await room.send(deposit(), { commandId });
    await together(3_000, () => room.send(deposit(1)));
    const again = known(first);
    expect(await room.send(deposit(), { commandId, since: cause.position })).toMatchObject(again);
    await reopen();
    let read = 0;
    room.store.beforeRead = () => (read += 1);
    await room.send(deposit(1));
    expect(read).toBeLessThanOrEqual(3);
    expect(await room.send(deposit(), { commandId, since: cause.position })).toMatchObject(again);
    expect(await room.send(deposit(), { commandId: named('new'), since: first.position })).toMatchObject({
      replayed: false,
      revision: 3_002,
    });
  });

  it('with If-Match is decided at that revision only, and a repetition of it is not a mismatch', async () => {
    await room.send(deposit());
    const stale = room.send(deposit(), { ifRevision: 4 });
    await expect(stale).rejects.toMatchObject({ name: 'RevisionMismatch', expected: 4, actual: 0 });
    const commandId = named('matching');
    expect(await room.send(deposit(), { commandId, ifRevision: 0 })).toMatchObject({ revision: 1 });
    expect(await room.send(deposit(), { commandId, ifRevision: 0 })).toMatchObject({ replayed: true });
    const [one, other] = await Promise.allSettled([
      room.send(deposit(), { ifRevision: 1 }),
      room.send(deposit(), { ifRevision: 1 }),
    ]);
    expect([one.status, other.status]).toEqual(['fulfilled', 'rejected']);
  });

  it('that is refused, or asks for what is so already, stores nothing', async () => {
    await room.send(new CloseAccount({ accountId }));
    await expect(room.send(deposit())).rejects.toMatchObject({ name: 'Refusal', code: 'account-closed' });
    const nothing = await room.send(new CloseAccount({ accountId }));
    expect(nothing).toMatchObject({ revision: 0, replayed: false, isNothing: true });
    expect(await room.log()).toHaveLength(1);
  });

  it('that comes too late is refused with the status and the revision that it met', async () => {
    await room.send(deposit());
    await room.send(new CloseAccount({ accountId }));
    await expect(room.send(deposit())).rejects.toMatchObject({
      kind: 'conflict',
      details: { status: 'closed', revision: 1 },
    });
  });

  it('sees what those before it in the same append have decided; one refusal among them stops no other', async () => {
    await room.send(deposit(10));
    const gate = Promise.withResolvers<undefined>();
    room.store.faultOf = () => gate.promise;
    room.store.appends.length = 0;
    const first = room.send(deposit(1));
    await turn();
    setImmediate(() => gate.resolve(undefined));
    const answers = await Promise.allSettled([
      first,
      room.send(new Withdraw({ accountId, cents: 11 })),
      room.send(new Withdraw({ accountId, cents: 1 })),
      room.send(deposit(3)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(room.store.appends).toHaveLength(2);
    expect((await room.log()).map(({ type }) => type)).toEqual([
      'Deposited',
      'Deposited',
      'Withdrawn',
      'Deposited',
    ]);
  });

  it('of which one event cannot be applied stores none, and harms no other in the same append', async () => {
    const commands = await alone(room, odd);
    const answers = await Promise.allSettled([
      commands.give(new Deposit({ accountId: 'odd', cents: 1 })),
      commands.give(new Deposit({ accountId: 'odd', cents: 13 })),
      commands.give(new Deposit({ accountId: 'odd', cents: 2 })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await room.store.read('odd-odd')).map(({ data }) => data)).toMatchObject([
      { cents: 1 },
      { cents: 2 },
    ]);
  });

  it('that the store will never take does not take those with it that wait beside it', async () => {
    await room.send(deposit());
    const answers = await Promise.allSettled([
      room.send(deposit()),
      room.send(deposit()),
      room.send(new Withdraw({ accountId, cents: 1, to: 'x'.repeat(1_100_000) })),
      room.send(deposit()),
    ]);
    expect(answers.map((answer) => (answer.status === 'rejected' ? answer.reason : 'fine'))).toEqual([
      'fine',
      'fine',
      expect.any(BadAppend),
      'fine',
    ]);
    expect(await room.log()).toHaveLength(4);
  });

  it('whose outcome is unknown is repeated and written once', async () => {
    room.store.failNext(1, { error: new OutcomeUnknown('cut'), written: true });
    expect(await room.send(deposit())).toMatchObject({ revision: 0, replayed: false });
    room.store.failNext(2, { error: new OutcomeUnknown('cut'), written: false });
    expect(await room.send(deposit())).toMatchObject({ revision: 1 });
    expect(await room.log()).toHaveLength(2);
  });

  it('whose outcome stays unknown says so, and is written once when it is sent again', async () => {
    const commandId = named('cut off');
    room.store.failNext(3, { error: new OutcomeUnknown('cut'), written: true });
    await expect(room.send(deposit(), { commandId })).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(await room.send(deposit(), { commandId })).toMatchObject({ revision: 0, replayed: true });
    expect(await room.log()).toHaveLength(1);
  });

  it('never says that nothing was written once it may have been', async () => {
    const faults = [
      { error: new OutcomeUnknown('cut'), written: true },
      { error: new StoreUnavailable('down'), written: false },
      { error: new StoreUnavailable('down'), written: false },
    ];
    room.store.faultOf = () => faults.shift();
    await expect(room.send(deposit())).rejects.toBeInstanceOf(OutcomeUnknown);
  });

  it('is rejected while the store is away, and works when it is back', async () => {
    const commandId = named('away');
    await room.send(deposit());
    room.store.failNext(1, { error: new StoreUnavailable('away'), written: false });
    await expect(room.send(deposit(), { commandId })).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await room.send(deposit(), { commandId })).toMatchObject({ revision: 1, replayed: false });
    await reopen();
    room.store.beforeRead = () => {
      throw new StoreUnavailable('away');
    };
    await expect(room.send(deposit())).rejects.toBeInstanceOf(StoreUnavailable);
    room.store.beforeRead = () => undefined;
    expect(await room.send(deposit())).toMatchObject({ revision: 2 });
  });

  it('gives up with Contention when others are faster every time', async () => {
    room.store.failNext(8, {
      error: new WrongExpectedRevision('account-ada', 'new', 3),
      written: false,
    });
    await expect(room.send(deposit())).rejects.toMatchObject({ name: 'Contention' });
    expect(await room.log()).toEqual([]);
    expect(await room.send(deposit())).toMatchObject({ revision: 0 });
  });

  it('of two engines on one store succeeds in both, though they conflict', async () => {
    const other = await alone(room, Account);
    const answers = await together(40, (index) =>
      index % 2 === 0 ? room.send(deposit()) : other.give(deposit()),
    );
    expect(answers).toHaveLength(40);
    expect((await room.log()).map(({ revision }) => revision)).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    );
    expect(room.store.appends.length).toBeGreaterThan(2);
  });

  it('is known again after its aggregate has left the memory', async () => {
    const small = await alone(room, Account, { entitiesMax: 2 });
    const commandId = named('evicted');
    const first = await small.give(deposit(), commandId);
    for (const other of ['bob', 'eve', 'joe']) await small.give(new Deposit({ accountId: other, cents: 1 }));
    expect(await small.give(deposit(), commandId)).toMatchObject(known(first));
    expect(await small.give(deposit())).toMatchObject({ revision: 1 });
  });

  it('is refused, or answered with "nothing to do", only after a look at the end of the stream', async () => {
    const other = await alone(room, Account);
    await room.send(deposit(10));
    await other.give(deposit(5));
    await room.send(new Withdraw({ accountId, cents: 15 }));
    await expect(other.give(new Withdraw({ accountId, cents: 1 }))).rejects.toMatchObject({
      code: 'account-short',
    });
    await room.send(deposit(1));
    expect(await other.give(new Withdraw({ accountId, cents: 1 }))).toMatchObject({ revision: 4 });
    await room.send(new Freeze({ accountId, until: '2030-01-01T00:00:00.000Z' }));
    expect(await other.give(new Thaw({ accountId }))).toMatchObject({ revision: 6 });
    expect(await room.send(new Thaw({ accountId }))).toMatchObject({ revision: 6 });
  });

  it('with If-Match is refused only after a look at the end of the stream', async () => {
    const other = await alone(room, Account);
    await other.give(deposit());
    await room.send(deposit());
    expect(await other.give(deposit(), named('matching'), { ifRevision: 1 })).toMatchObject({ revision: 2 });
    await expect(room.send(deposit(), { ifRevision: 1 })).rejects.toMatchObject({ expected: 1, actual: 2 });
  });

  it('of a saga that there was nothing to do for is not decided again after somebody has changed that', async () => {
    const thaw = (revision: number) => {
      const cause = { source: 'accounts.thawing/payment-1/Thaw', revision };
      return room.send(new Thaw({ accountId }), { commandId: named(`thaw ${revision}`), cause });
    };
    await room.send(deposit());
    expect(await thaw(3)).toMatchObject({ revision: 0 });
    await room.send(new Freeze({ accountId, until: '2030-01-01T00:00:00.000Z' }));
    await reopen();
    expect(await thaw(3)).toMatchObject({ replayed: true });
    expect(await thaw(2)).toMatchObject({ replayed: true });
    expect((await room.log()).map(({ type }) => type)).toEqual(['Deposited', 'AccountFrozen']);
    expect(await thaw(4)).toMatchObject({ revision: 2, replayed: false });
  });

  it('under an idempotency key that there was nothing to do for is not decided again later', async () => {
    const first = await room.send(deposit());
    const thaw = () => room.send(new Thaw({ accountId }), { commandId: named('key'), since: first.position });
    await thaw();
    await room.send(new Freeze({ accountId, until: '2030-01-01T00:00:00.000Z' }));
    await reopen();
    expect(await thaw()).toMatchObject({ replayed: true });
    expect((await room.log()).map(({ type }) => type)).toEqual(['Deposited', 'AccountFrozen']);
  });

  it('is looked up in its stream when the memory for decided commands is used up', async () => {
    const frugal = await alone(room, Account, { decidedBytesMax: 20_000 });
    const cause = await frugal.give(new Deposit({ accountId: 'cause', cents: 1 }));
    const { position: since } = cause;
    const first = await frugal.give(deposit(), named('first'), { since });
    for (let times = 0; times < 400; times += 1) await frugal.give(deposit(1));
    let reads = 0;
    room.store.beforeRead = () => (reads += 1);
    expect(await frugal.give(deposit(), named('first'), { since })).toMatchObject(known(first));
    expect(reads).toBeGreaterThan(0);
  });

  it('on a stream that a newer release has written is refused, and leaves the stream as it is', async () => {
    await room.store.append(
      'account-ada',
      [
        {
          id: named('newer'),
          type: 'AccountClosed',
          version: 9,
          data: { type: 'AccountClosed' },
          meta: META,
        },
      ],
      'new',
    );
    await expect(room.send(deposit())).rejects.toMatchObject({ name: 'NewerVersion' });
    await room.send(new Deposit({ accountId: 'bob', cents: 1 }));
  });

  it('in hand is answered before the engine has drained; later ones are turned away', async () => {
    const commands = await alone(room, Account);
    const gate = Promise.withResolvers<undefined>();
    room.store.faultOf = () => gate.promise;
    const inHand = [commands.give(deposit()), commands.give(deposit()), commands.give(deposit())];
    const drained = commands.commands.drain();
    await expect(commands.give(deposit())).rejects.toMatchObject({ name: 'Draining' });
    gate.resolve(undefined);
    await drained;
    expect(await Promise.all(inHand)).toMatchObject([{ revision: 0 }, { revision: 1 }, { revision: 2 }]);
  });

  it('carries who, why and when into each event, whose id follows from the command', async () => {
    const commandId = named('told');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await room.send(deposit(), { commandId, correlationId: named('story'), traceparent, tenant: 'acme' });
    const [event] = await room.log();
    expect(event).toMatchObject({
      type: 'Deposited',
      version: 2,
      meta: {
        commandId,
        causationId: commandId,
        correlationId: named('story'),
        actor: { kind: 'user', id: 'somebody' },
        occurredAt: new Date(room.clock.now()).toISOString(),
        traceparent,
        tenant: 'acme',
      },
    } satisfies Partial<StoredEvent>);
  });
});

const META = {
  commandId: named('newer'),
  correlationId: named('newer'),
  causationId: named('newer'),
  actor: { kind: 'user', id: 'somebody' },
  occurredAt: '2026-11-22T10:00:00.000Z',
} as const;

/** The same answer again. */
function repeated({ id, revision, position }: Receipt): Receipt {
  return new Receipt(id, revision, position, true);
}

/** The same answer again, after other commands have moved the stream on. */
function known({ id, revision }: Receipt) {
  return { id, revision, replayed: true };
}

/** An aggregate with a bug: it cannot apply one of its own events. */
const odd = aggregate<number, { readonly type: 'Moved'; readonly cents: number }>()({
  name: 'odd',
  initial: 0,
  idOf: ({ accountId: id }) => id,
  commands: { Deposit },
  decide: {
    Deposit: ({ cents }) =>
      cents === 13
        ? [
            { type: 'Moved', cents: 12 },
            { type: 'Moved', cents: 13 },
          ]
        : [{ type: 'Moved', cents }],
  },
  evolve: {
    Moved(state, { cents }) {
      if (cents === 13) throw new Error('Nobody thought of 13.');
      return state + cents;
    },
  },
});

/** Commands on the room's stores, beside those of its engine. */
async function alone(room: EngineRoom, subject: Aggregate, options?: CommandsOptions) {
  const seals = new Seals(room.keys);
  const snapshots = await Snapshots.open(room.state, room.store, seals, () => undefined);
  const commands = new Commands(room.store, snapshots, seals, new ManualClock(), options);
  let made = 0;
  const give = (
    command: object,
    commandId = named(`alone ${(made += 1)}`),
    more: Partial<CommandMeta> = {},
  ) =>
    commands.execute(subject, command, {
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: { kind: 'system', id: 'other' },
      ...more,
    });
  return { give, commands };
}
