import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { OutcomeUnknown, type NewEvent } from '@waybill/event-store';
import { sealedOf, withoutSealed } from '@waybill/kernel';
import { EmbeddedKeyStore, KeyStoreUnavailable } from '@waybill/key-store';
import {
  Addressee,
  ConfirmName,
  EngineRoom,
  Guestbook,
  Letters,
  named,
  People,
  Person,
  PersonView,
  Register,
  Registrations,
  Rename,
  temporaryFolder,
  until,
  Visit,
} from '@waybill/testing';

const ada = { personId: 'p1', subjectId: 'ada' };
const bob = { personId: 'p2', subjectId: 'bob' };
const address = { lines: ['12 St James Square'], city: 'London' };
const actor = { kind: 'user', id: 'somebody' } as const;

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(async () => {
  folder = temporaryFolder();
  room = await EngineRoom.open(folder.path, [People, Letters]);
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const reopen = async () => {
  await room.engine.stop();
  room = await EngineRoom.open(folder.path, [People, Letters]);
};
const register = (person = ada, name = 'Ada Lovelace') =>
  room.send(new Register({ ...person, name, address }), {}, Person);
const erase = (subjectId = 'ada', commandId = named(`erase ${subjectId}`)) =>
  room.engine.erase(subjectId, 'Asked for it.', {
    commandId,
    correlationId: commandId,
    causationId: commandId,
    actor,
  });
const events = async (stream = 'person-p1') => room.store.read(stream);
const view = (personId = 'p1') => room.engine.readModels.get(PersonView, personId);
const erasedView = { personId: 'p1', name: 'erased', city: 'erased', visits: 0 };

describe('personal data in an event', () => {
  it('is sealed in the log, and its declared fields only', async () => {
    await register();
    const [stored] = await events();
    expect(stored?.data).toEqual({
      type: 'PersonRegistered',
      ...ada,
      $sealed: {
        subject: 'ada',
        data: expect.stringMatching(/^[A-Za-z0-9+/]{100,}=*$/),
        erased: { name: 'erased', address: { lines: ['erased'], city: 'erased' } },
      },
    });
    expect(withoutSealed(stored?.data ?? { type: '' })).toEqual({ type: 'PersonRegistered', ...ada });
  });

  it('is opened for whoever may see it', async () => {
    await register();
    const [opened] = await room.engine.open(await events());
    expect(opened).toMatchObject({ revision: 0, data: { ...ada, name: 'Ada Lovelace', address } });
    expect(opened?.data).not.toHaveProperty('$sealed');
  });

  it('is sealed on the bus, and plain to sagas, read models and decisions of every context', async () => {
    await register();
    await room.idle();
    expect(await view()).toEqual({ ...erasedView, name: 'Ada Lovelace', city: 'London' });
    expect(await room.engine.readModels.get(Addressee, 'p1')).toEqual({
      name: 'Ada Lovelace',
      city: 'London',
    });
    const [letter] = await events('letter-p1');
    expect(letter && sealedOf(letter.data)).toMatchObject({ subject: 'ada', erased: { to: 'erased' } });
    expect(await room.engine.open(await events('letter-p1'))).toMatchObject([
      { data: { to: 'Ada Lovelace' } },
    ]);
    expect(await room.send(new Rename({ ...ada, name: 'Ada Lovelace' }), {}, Person)).toMatchObject({
      revision: 0,
    });
  });

  it('opens after a restart, with the keys that were stored', async () => {
    await register();
    await reopen();
    await room.send(new ConfirmName(ada), {}, Person);
    expect(await room.engine.open(await events())).toMatchObject([
      { data: { name: 'Ada Lovelace' } },
      { data: { name: 'Ada Lovelace' } },
    ]);
  });

  it('is sealed the same again when an append is repeated whose outcome is unknown', async () => {
    const appended: (readonly NewEvent[])[] = [];
    const append = room.store.append.bind(room.store);
    room.store.append = (stream, some, expected) => {
      if (stream === 'person-p1') appended.push(some);
      return append(stream, some, expected);
    };
    room.store.failNext(1, { error: new OutcomeUnknown('Perhaps.'), written: true });
    await register();
    expect(appended).toHaveLength(2);
    expect(appended[0]).toEqual(appended[1]);
    expect(await events()).toHaveLength(1);
  });

  it('cannot be moved into another event: it is parked, and nobody is shown what belongs elsewhere', async () => {
    await register();
    await register(bob, 'Bob');
    const [[adas], [bobs]] = [await events(), await events('person-p2')];
    if (!adas || !bobs) throw new Error('Nobody has registered.');
    const data = { ...adas.data, personId: 'p3' };
    const id = named('moved');
    await room.store.append('person-p3', [{ ...adas, id, data }], 'new');
    await room.idle();
    expect(await view('p3')).toBeUndefined();
    const moved = (await room.engine.parked()).filter(({ stream }) => stream === 'person-p3');
    expect(moved.map(({ by }) => by).toSorted()).toEqual([
      'people.guestbook',
      'people.person-view',
      'people.publisher',
    ]);
    for (const { reason } of moved) expect(reason).toMatch(/^SealBroken: /);
    await expect(room.engine.open(await events('person-p3'))).rejects.toThrow(
      'changed, or sealed somewhere else',
    );
  });

  it('is not stored when no key can be stored', async () => {
    room.keys.obtain = () => Promise.reject(new KeyStoreUnavailable('The disk is full.'));
    await expect(register()).rejects.toThrow(KeyStoreUnavailable);
    expect(await events()).toEqual([]);
  });

  it('must be exact JSON, like all that is stored', async () => {
    const command = new Register({ ...ada, name: 'Ada', address: { lines: [], city: JSON.parse('1e999') } });
    await expect(room.send(command, {}, Person)).rejects.toThrow('data.address.city is Infinity');
    expect(await events()).toEqual([]);
  });

  it('cannot be forged: a field named $sealed is refused', async () => {
    const forged = Object.assign({ ...ada }, { $sealed: { subject: 'bob', data: '', erased: {} } });
    await expect(room.send(new Visit(forged), {}, Person)).rejects.toThrow('has a field $sealed');
  });

  it('is not read as erased when its key is lost: readers wait until the key store is restored', async () => {
    await register();
    await room.idle();
    await reopen();
    room.keys.find = async () => [];
    await expect(room.engine.open(await events())).rejects.toThrow(KeyStoreUnavailable);
    await expect(room.send(new ConfirmName(ada), {}, Person)).rejects.toThrow(KeyStoreUnavailable);
  });
});

describe('erasing a subject', () => {
  it('is recorded once, with the reason and the actor', async () => {
    await register();
    const first = await erase();
    expect(await erase()).toMatchObject({ revision: first.revision });
    expect(await erase('ada', named('again'))).toMatchObject({ revision: first.revision });
    expect(await events('subject-ada')).toMatchObject([
      { type: 'SubjectErased', data: { subjectId: 'ada', reason: 'Asked for it.' }, meta: { actor } },
    ]);
  });

  it('of whom nothing is known is refused', async () => {
    await expect(erase('eve')).rejects.toMatchObject({ kind: 'unknown', code: 'subject-unknown' });
    expect(await events('subject-eve')).toEqual([]);
  });

  it('has every reader show the declared values, and keeps the data of others', async () => {
    await register();
    await register(bob, 'Bob');
    await room.idle();
    await erase();
    expect(await room.engine.open(await events())).toMatchObject([{ data: { name: 'erased' } }]);
    await room.idle();
    expect(await view()).toEqual(erasedView);
    expect(await view('p2')).toMatchObject({ name: 'Bob' });
    const { readModels } = room.engine;
    expect(await readModels.get(Addressee, 'p1')).toEqual({
      name: 'erased',
      city: 'erased',
    });
    expect(await readModels.get(Addressee, 'p2')).toMatchObject({ name: 'Bob' });
    expect(await readModels.get(Guestbook, 'everybody')).toEqual({
      names: ['erased', 'Bob'],
    });
    const found = await room.engine.readModels.list(PersonView, { text: 'ada', limit: 10 });
    expect(found.items).toEqual([]);
  });

  it('lets the life of its streams go on: decisions see the declared values', async () => {
    await register();
    await room.idle();
    await erase();
    await room.send(new ConfirmName(ada), {}, Person);
    await room.send(new Visit(ada), {}, Person);
    expect((await events()).map(({ data }) => data)).toEqual([
      expect.objectContaining({ type: 'PersonRegistered' }),
      { type: 'PersonRenamed', ...ada, name: 'erased' },
      { type: 'PersonVisited', ...ada },
    ]);
    await room.idle();
    expect(await view()).toEqual({ ...erasedView, visits: 1 });
  });

  it('refuses new personal data that somebody sends, and erases it from what the system had in hand', async () => {
    await register();
    await erase();
    const rename = new Rename({ ...ada, name: 'Countess' });
    await expect(room.send(rename, {}, Person)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'subject-erased',
    });
    await Promise.allSettled([
      room.send(rename, {}, Person),
      room.send(new Visit(ada), {}, Person),
      room.send(rename, { actor: { kind: 'system', id: 'people.saga' } }, Person),
    ]);
    expect((await events()).slice(1).map(({ data }) => data)).toEqual([
      { type: 'PersonVisited', ...ada },
      { type: 'PersonRenamed', ...ada, name: 'erased' },
    ]);
    // The state, too, is what the log says.
    await room.send(new ConfirmName(ada), {}, Person);
    expect((await events()).at(-1)?.data).toMatchObject({ name: 'erased' });
  });

  it('is shown by read models that are built again, and by sagas that come late', async () => {
    await register();
    await room.idle();
    await erase();
    await room.engine.stop();
    const next = { ...PersonView, version: 2 };
    room = await EngineRoom.open(folder.path, [{ ...People, projections: [next] }, Letters]);
    await room.idle();
    expect(await room.engine.readModels.get(next, 'p1')).toEqual(erasedView);
  });

  it('is completed after a crash between the record and the destruction of the key', async () => {
    await register();
    await room.idle();
    room.keys.destroy = () => Promise.reject(new KeyStoreUnavailable('Gone.'));
    await expect(erase()).rejects.toThrow(KeyStoreUnavailable);
    await room.crash();
    room = await EngineRoom.open(folder.path, [People, Letters]);
    expect(await room.keys.destroyed()).toEqual(['ada']);
    await room.idle();
    expect(await view()).toEqual(erasedView);
  });

  it('is done again in a key store that was restored from a backup', async () => {
    await register();
    await room.engine.stop();
    await cp(join(folder.path, 'keys.db'), join(folder.path, 'backup.db'));
    await reopen();
    await erase();
    await room.engine.stop();
    await cp(join(folder.path, 'backup.db'), join(folder.path, 'keys.db'));
    const restored = new EmbeddedKeyStore(folder.path);
    expect(await restored.destroyed()).toEqual([]);
    await restored.close();
    await reopen();
    expect(await room.keys.destroyed()).toEqual(['ada']);
  });

  it('reads the streams of the documents that it changes, and no others', async () => {
    await register();
    await register(bob, 'Bob');
    await room.idle();
    const reads: string[] = [];
    room.store.beforeRead = (stream) => void reads.push(stream);
    await erase();
    await room.idle();
    await until(async () => (await view())?.name === 'erased');
    expect(new Set(reads.filter((stream) => stream.startsWith('person-')))).toEqual(
      new Set(['person-p1', 'person-p2']),
    );
  });

  it('leaves documents alone that count a subject without showing it', async () => {
    await register();
    await room.idle();
    const collection = await room.reads.collection({ name: 'people.registrations', version: 1, fields: {} });
    expect(await collection.ofSubjects(['ada'])).toEqual([]);
    expect(await room.engine.readModels.get(Registrations, 'everybody')).toEqual({ count: 1 });
    await erase();
    await room.idle();
    expect(await room.engine.readModels.get(Registrations, 'everybody')).toEqual({ count: 1 });
  });

  it('erases a document of so many streams that it names none', async () => {
    for (let nth = 0; nth < 25; nth += 1) {
      await register({ personId: `q${nth}`, subjectId: `subject-${nth}` }, `Name ${nth}`);
    }
    await room.idle();
    await erase('subject-3');
    await room.idle();
    const book = await room.engine.readModels.get(Guestbook, 'everybody');
    expect(book?.names).toHaveLength(25);
    expect(book?.names.filter((name) => name === 'erased')).toHaveLength(1);
    expect(book?.names).not.toContain('Name 3');
  });

  it('erases what waits: a letter to somebody who is erased before it is sent shows no name', async () => {
    const gate = Promise.withResolvers<void>();
    room.bus.onDelivery = (delivery, deliver) => void gate.promise.then(() => deliver(delivery));
    await register();
    await erase();
    gate.resolve();
    await room.idle();
    expect((await events('letter-p1')).map(({ data }) => data)).toEqual([
      { type: 'LetterSent', ...ada, to: 'erased' },
    ]);
  });
});
