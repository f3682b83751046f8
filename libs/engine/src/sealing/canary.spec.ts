import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedMessageBus } from '@waybill/message-bus';
import {
  Addressee,
  EngineRoom,
  Letters,
  named,
  People,
  Person,
  PersonView,
  Register,
  Rename,
  temporaryFolder,
  until,
  Visit,
} from '@waybill/testing';
import { topologyOf } from '../engine.js';

/** Unusual words in every kind of personal data; search folds them to the lower case. */
const CANARIES = ['Quetzalcoatl', 'Xochipilli', 'Tlahuizcalpantecuhtli', 'Huitzilopochtli', 'Tezcatlipoca'];
const [NAME = '', OTHER_NAME = '', STREET = '', CITY = '', MAIL = ''] = CANARIES;
/** What is no secret, and proves that the search finds what is there. */
const OPEN = 'person-open-42';

const person = { personId: OPEN, subjectId: 'subject-7' };
const registration = {
  ...person,
  name: `${NAME} of Tula`,
  address: { lines: [`${STREET} Avenue 3`, 'First floor'], city: CITY },
  email: `${MAIL}@example.org`,
};

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(async () => {
  folder = temporaryFolder();
  await open();
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

async function open(): Promise<void> {
  const contexts = [People, Letters];
  // A queue without a consumer: its messages stay on the disk.
  const kept = { queue: 'audit.copy', topics: ['people.PersonRegistered', 'people.PersonRenamed'] };
  room = await EngineRoom.open(folder.path, contexts, {
    bus: new EmbeddedMessageBus(folder.path, { storeAfterMs: 0 }),
    engine: { topology: [...topologyOf(contexts), kept] },
  });
}

const send = (command: object) => room.send(command, {}, Person);

/** Which of these words stand in the files whose names begin so, whatever the case. */
async function foundIn(file: string, words: readonly string[] = CANARIES): Promise<readonly string[]> {
  const names = (await readdir(folder.path)).filter((name) => name.startsWith(`${file}.`));
  expect(names).not.toEqual([]);
  const bytes = await Promise.all(names.map((name) => readFile(join(folder.path, name), 'latin1')));
  const all = bytes.join('\n').toLowerCase();
  return words.filter((word) => all.includes(word.toLowerCase()));
}

async function expectSealed(): Promise<void> {
  for (const file of ['log', 'bus', 'state', 'keys']) expect([file, await foundIn(file)]).toEqual([file, []]);
  for (const file of ['log', 'bus', 'state']) expect(await foundIn(file, [OPEN])).toEqual([OPEN]);
  const inLogLines = CANARIES.filter((word) => room.reports.join('\n').includes(word));
  expect(inLogLines).toEqual([]);
}

describe('personal data', () => {
  it('is never in the log, the bus, snapshots, parked items or log lines, nor in read models once it is erased', async () => {
    await send(new Register(registration));
    await room.idle();
    // A thousand events: their state is kept as a snapshot.
    await Promise.all(Array.from({ length: 1_100 }, () => send(new Visit(person))));
    await send(new Rename({ ...person, name: `${OTHER_NAME} of Tula` }));
    // An address without lines is an error in a saga: its message is parked.
    const lost = { ...registration, personId: `${OPEN}-lost`, address: { lines: [], city: CITY } };
    await send(new Register(lost));
    await until(async () => (await room.engine.parked()).length === 1);
    await room.idle();
    await until(async () => (await foundIn('state', ['engine.snapshots'])).length === 1);
    const snapshots = await room.state.collection({ name: 'engine.snapshots', version: 3, fields: {} });
    await until(async () => (await snapshots.get(`person-${OPEN}`)) !== undefined);

    expect(await room.engine.readModels.get(PersonView, OPEN)).toMatchObject({
      name: `${OTHER_NAME} of Tula`,
    });
    await expectSealed();
    expect(await foundIn('read')).toEqual([NAME, OTHER_NAME, CITY]);

    const commandId = named('erase');
    const actor = { kind: 'user', id: 'officer' } as const;
    const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
    await room.engine.erase(person.subjectId, 'Asked for it.', meta);
    await room.idle();
    await expectSealed();
    expect(await foundIn('read')).toEqual([]);
    expect(await foundIn('read', [OPEN])).toEqual([OPEN]);
    const shown = { personId: OPEN, name: 'erased', city: 'erased', visits: 1_100 };
    expect(await room.engine.readModels.get(PersonView, OPEN)).toEqual(shown);
    expect(await room.engine.readModels.get(Addressee, OPEN)).toEqual({ name: 'erased', city: 'erased' });

    // The parked message is handled again, and what the snapshot held is read from the log again.
    await room.engine.stop();
    await open();
    await send(new Rename({ ...person, name: 'erased' }));
    await room.idle();
    expect(await room.engine.readModels.get(PersonView, OPEN)).toEqual(shown);
    await expectSealed();
    expect(await foundIn('read')).toEqual([]);
  });
});
