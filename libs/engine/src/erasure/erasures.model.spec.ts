import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { DomainEvent, Envelope, Projection } from '@waybill/kernel';
import {
  Addressee,
  EngineRoom,
  Guestbook,
  Letters,
  MailingList,
  named,
  People,
  Person,
  PersonView,
  Register,
  Registrations,
  Rename,
  temporaryFolder,
  Visit,
} from '@waybill/testing';

// For a busy machine.
jest.setTimeout(120_000);

const SUBJECTS = ['ada', 'bob', 'eve'];
const address = { lines: ['1 Main Street'], city: 'Tula' };

const KINDS = ['register', 'rename', 'visit', 'erase', 'settle', 'restart', 'crash'] as const;

interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly person: number;
  readonly subject: number;
}

const [register, rename, visit, ...others] = KINDS;
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(register, rename, visit) },
    { weight: 3, arbitrary: fc.constantFrom(...others) },
  ),
  person: fc.nat(3),
  subject: fc.nat(2),
});

describe('documents after erasures', () => {
  let path: string;
  let room: EngineRoom;

  const open = async () => {
    room = await EngineRoom.open(path, [People, Letters]);
  };

  async function take({ kind, person, subject }: Step, index: number): Promise<void> {
    const subjectId = SUBJECTS[subject] ?? '';
    const of = { personId: `p${person}`, subjectId };
    const name = `Name ${index}`;
    const send = async (command: object) => {
      await room.send(command, {}, Person).catch(expectRefusal);
    };
    switch (kind) {
      case 'register':
        return send(new Register({ ...of, name, address }));
      case 'rename':
        return send(new Rename({ ...of, name }));
      case 'visit':
        return send(new Visit(of));
      case 'erase':
        return erase(subjectId, named(`erase ${index}`));
      case 'settle':
        return room.idle();
      case 'restart':
        await room.engine.stop();
        return open();
      case 'crash':
        await room.crash();
        return open();
    }
  }

  async function erase(subjectId: string, commandId: string): Promise<void> {
    const actor = { kind: 'user', id: 'officer' } as const;
    const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
    await room.engine.erase(subjectId, 'Asked for it.', meta).catch(expectRefusal);
  }

  it('are what a rebuild makes of the log, in own read models and in replicas, whatever came before', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        const folder = temporaryFolder();
        path = folder.path;
        await open();
        try {
          for (const [index, one] of steps.entries()) await take(one, index);
          await room.idle();
          await expectRebuilt();
        } finally {
          await room.engine.stop();
          folder.remove();
        }
      }),
      { numRuns: 25 },
    ));

  async function expectRebuilt(): Promise<void> {
    const log = await room.engine.open(await room.log());
    const own = log.filter(({ stream }) => stream.startsWith('person-'));
    const published = own.flatMap((stored) => {
      const event = People.publications.publish(stored.data, stored);
      return event ? [{ event, envelope: stored }] : [];
    });
    const events = own.map((stored) => ({ event: stored.data, envelope: stored }));
    for (const shown of [PersonView, Guestbook, Registrations]) await expectFolded('people', shown, events);
    for (const shown of [Addressee, MailingList]) await expectFolded('letters', shown, published);
  }

  async function expectFolded(
    context: string,
    shown: Projection,
    events: readonly { readonly event: DomainEvent; readonly envelope: Envelope }[],
  ): Promise<void> {
    const expected = new Map<string, object>();
    for (const { event, envelope } of events) {
      for (const key of shown.keys(event, envelope)) {
        const document = shown.apply(expected.get(key), event, envelope, key);
        if (document) expected.set(key, document);
      }
    }
    const { name, version, fields } = shown;
    const collection = await room.reads.collection({ name: `${context}.${name}`, version, fields });
    for (const [key, document] of expected)
      expect([name, key, await collection.get(key)]).toEqual([name, key, document]);
    expect(await collection.count()).toBe(expected.size);
    const erased = await room.keys.destroyed();
    expect(await collection.ofSubjects(erased)).toEqual([]);
  }
});

function expectRefusal(failure: unknown): void {
  expect(failure).toMatchObject({ code: expect.stringMatching(/^subject-(unknown|erased)$/) });
}
