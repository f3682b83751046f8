import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Delivery } from '@waybill/message-bus';
import {
  Addressee,
  ConfirmName,
  EngineRoom,
  Instances,
  Letters,
  MailingList,
  named,
  People,
  Person,
  PersonView,
  Register,
  Rename,
  temporaryFolder,
  until,
  type Instance,
} from '@waybill/testing';
import { EraseSubject, Subject } from './subject.js';

// For a busy machine.
jest.setTimeout(30_000);

const ada = { personId: 'p1', subjectId: 'ada' };
const bob = { personId: 'p2', subjectId: 'bob' };
const address = { lines: ['12 St James Square'], city: 'London' };
const erasing = (subjectId: string) => {
  const commandId = named(`erase ${subjectId}`);
  const actor = { kind: 'user', id: 'officer' } as const;
  const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
  return [subjectId, 'Asked for it.', meta] as const;
};

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('an erasure, in several processes', () => {
  let instances: Instances;
  beforeEach(async () => {
    instances = await Instances.open(folder.path, [People, Letters]);
  });
  afterEach(() => instances.close());

  const register = (instance: Instance) =>
    instance.send(new Register({ ...ada, name: 'Ada Lovelace', address }), {}, Person);
  const nameOf = async (instance: Instance) => (await instance.engine.readModels.get(PersonView, 'p1'))?.name;

  it('takes the key from every process that has it in memory, and the state that was made with it', async () => {
    const [one, other] = [await instances.start(), await instances.start()];
    await register(other);
    await instances.idle();
    const stored = await instances.store.read('person-p1');
    expect(await other.engine.open(stored)).toMatchObject([{ data: { name: 'Ada Lovelace' } }]);
    await one.engine.erase(...erasing('ada'));
    await until(async () => {
      const [opened] = await other.engine.open(stored);
      return JSON.stringify(opened).includes('"name":"erased"');
    });
    await other.send(new ConfirmName(ada), {}, Person);
    expect((await instances.store.read('person-p1')).at(-1)?.data).toMatchObject({ name: 'erased' });
    await instances.idle();
    expect(await nameOf(one)).toBe('erased');
  });

  it('is completed by the next owner of the context when its owner crashes', async () => {
    const owner = await instances.start();
    await register(owner);
    await instances.idle();
    const other = await instances.start();
    owner.hold('reads');
    await other.engine.erase(...erasing('ada'));
    expect(await nameOf(other)).toBe('Ada Lovelace');
    await owner.crash();
    await until(async () => (await nameOf(other)) === 'erased');
    await instances.idle();
    expect(await other.engine.readModels.get(Addressee, 'p1')).toEqual({ name: 'erased', city: 'erased' });
  });
});

describe('an erasure, in a replica', () => {
  let room: EngineRoom;
  const open = async (people = People) => {
    room = await EngineRoom.open(folder.path, [people, Letters]);
  };
  beforeEach(() => open());
  afterEach(() => room.engine.stop());

  const register = (person: typeof ada, name: string) =>
    room.send(new Register({ ...person, name, address }), {}, Person);
  const list = () => room.engine.readModels.get(MailingList, 'everybody');
  const addressee = (personId: string) => room.engine.readModels.get(Addressee, personId);

  it('asks its publishers for the past of the streams that its documents come from, and no others', async () => {
    await register(ada, 'Ada');
    await register(bob, 'Bob');
    await room.idle();
    room.bus.published.length = 0;
    await room.engine.erase(...erasing('bob'));
    await room.idle();
    expect(await list()).toEqual({ p1: 'Ada', p2: 'erased' });
    expect(await addressee('p1')).toEqual({ name: 'Ada', city: 'London' });
    expect(await addressee('p2')).toEqual({ name: 'erased', city: 'erased' });
    const requests = room.bus.published.flatMap((message) =>
      message.kind === 'backfill-request' ? [[message.queue, message.streams]] : [],
    );
    expect(requests).toEqual([
      ['letters.addressee', ['person-p2']],
      ['letters.mailing-list', ['person-p1', 'person-p2']],
    ]);
  });

  it('loses nothing that arrives while its documents are folded anew', async () => {
    await register(ada, 'Ada');
    await room.idle();
    const held: (() => void)[] = [];
    room.bus.onDelivery = (delivery: Delivery, deliver, queue) => {
      if (queue === 'people.backfill-requests') held.push(() => deliver(delivery));
      else deliver(delivery);
    };
    await room.engine.erase(...erasing('ada'));
    await until(() => held.length === 1);
    await register(bob, 'Bob');
    await room.send(new Rename({ ...bob, name: 'Robert' }), {}, Person);
    await until(async () => (await addressee('p2'))?.name === 'Robert');
    held.shift()?.();
    await until(() => held.length === 1);
    held.shift()?.();
    await room.idle();
    expect(await list()).toEqual({ p1: 'erased', p2: 'Robert' });
  });

  it('goes on after a crash in the middle', async () => {
    await register(ada, 'Ada');
    await room.idle();
    room.bus.onDelivery = (delivery, deliver, queue) => {
      if (queue !== 'people.backfill-requests') deliver(delivery);
    };
    await room.engine.erase(...erasing('ada'));
    await until(() => room.bus.published.some(({ kind }) => kind === 'backfill-request'));
    expect(await addressee('p1')).toEqual({ name: 'Ada', city: 'London' });
    await room.crash();
    await open();
    await room.idle();
    expect(await addressee('p1')).toEqual({ name: 'erased', city: 'erased' });
    expect(await list()).toEqual({ p1: 'erased' });
  });

  it('goes on after a crash that has left a document half folded', async () => {
    await register(ada, 'Ada');
    await register({ ...ada, personId: 'p3' }, 'Ada, at work');
    await room.idle();
    let passed = 0;
    room.bus.onDelivery = (delivery, deliver, queue) => {
      const { message } = delivery;
      if (queue !== 'letters.mailing-list' || message.kind !== 'event') return deliver(delivery);
      passed += 1;
      if (passed === 1) deliver(delivery);
    };
    await room.engine.erase(...erasing('ada'));
    await until(async () => Object.keys((await list()) ?? {}).length === 1);
    await room.crash();
    await open();
    await room.idle();
    expect(await list()).toEqual({ p1: 'erased', p3: 'erased' });
  });

  it('deletes a document of which its publishers publish nothing any more', async () => {
    await register(ada, 'Ada');
    await room.idle();
    await room.engine.stop();
    const { events } = People.publications;
    await open({ ...People, publications: { events, publish: () => undefined } });
    await room.engine.erase(...erasing('ada'));
    await room.idle();
    expect(await addressee('p1')).toBeUndefined();
    expect(await list()).toBeUndefined();
  });
});

describe('the aggregate of a subject', () => {
  it('belongs to the engine: a context that has one of this name is refused', async () => {
    const theirs = { ...Person, name: Subject.name };
    await expect(EngineRoom.open(folder.path, [{ ...People, aggregates: [theirs] }])).rejects.toThrow(
      'people has an aggregate subject, as the engine has.',
    );
  });

  it('is erased once', () => {
    const command = new EraseSubject({ subjectId: 'ada', reason: 'Asked for it.' });
    const context = { id: 'ada', now: '', actor: { kind: 'user', id: 'a' } as const, newId: () => '' };
    const erased = Subject.decide(command, 'known', context);
    expect(erased).toEqual([{ type: 'SubjectErased', subjectId: 'ada', reason: 'Asked for it.' }]);
    expect(
      Subject.decide(
        command,
        erased.reduce((state, event) => Subject.evolve(state, event), Subject.initial),
        context,
      ),
    ).toEqual([]);
  });
});
