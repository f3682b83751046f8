import { aggregate, projection, publications, saga, type Context, type PersonalData } from '@waybill/kernel';

/** Two toy contexts with personal data: people register, and receive letters. */

interface Of {
  readonly personId: string;
  /** Whose key seals the personal data. */
  readonly subjectId: string;
}
interface Named extends Of {
  readonly name: string;
}
export interface PersonRegistered extends Named {
  readonly type: 'PersonRegistered';
  readonly address: { readonly lines: readonly string[]; readonly city: string };
  readonly email?: string;
}
export interface PersonRenamed extends Named {
  readonly type: 'PersonRenamed';
}
export interface PersonVisited extends Of {
  readonly type: 'PersonVisited';
}
export type PersonEvent = PersonRegistered | PersonRenamed | PersonVisited;

export class Register {
  constructor(readonly fields: Omit<PersonRegistered, 'type'>) {}
}
export class Rename {
  constructor(readonly fields: Omit<PersonRenamed, 'type'>) {}
}
/** Repeats the person's name in a new event, as the state knows it. */
export class ConfirmName {
  constructor(readonly fields: Of) {}
}
export class Visit {
  constructor(readonly fields: Of) {}
}

export interface PersonState {
  readonly name: string;
  readonly visits: number;
}

// #region personal
const subject = ({ subjectId }: Of) => subjectId;
const erasedAddress = { lines: ['erased'], city: 'erased' };

const personal: PersonalData<PersonEvent> = {
  PersonRegistered: {
    subject,
    erased: { name: 'erased', address: erasedAddress, email: 'erased@example.org' },
  },
  PersonRenamed: { subject, erased: { name: 'erased' } },
};
// #endregion

export const Person = aggregate<PersonState, PersonEvent>()({
  name: 'person',
  initial: { name: '', visits: 0 },
  idOf: ({ fields }) => fields.personId,
  commands: { Register, Rename, ConfirmName, Visit },
  decide: {
    Register: ({ fields }) => [{ type: 'PersonRegistered', ...fields }],
    Rename: ({ fields }, { name }) => (fields.name === name ? [] : [{ type: 'PersonRenamed', ...fields }]),
    ConfirmName: ({ fields }, { name }) => [{ type: 'PersonRenamed', ...fields, name }],
    Visit: ({ fields }) => [{ type: 'PersonVisited', ...fields }],
  },
  evolve: {
    PersonRegistered: (person, { name }) => ({ ...person, name }),
    PersonRenamed: (person, { name }) => ({ ...person, name }),
    PersonVisited: (person) => ({ ...person, visits: person.visits + 1 }),
  },
  personal,
});

export interface PersonView {
  readonly personId: string;
  readonly name: string;
  readonly city: string;
  readonly visits: number;
}

export const PersonView = projection<PersonView, PersonEvent>()({
  name: 'person-view',
  fields: { name: 'text' },
  search: ({ name, city }) => `${name} ${city}`,
  keys: ({ personId }) => [personId],
  apply: {
    PersonRegistered: (_, { personId, name, address }) => ({
      personId,
      name,
      city: address.city,
      visits: 0,
    }),
    PersonRenamed: (view, { name }) => view && { ...view, name },
    PersonVisited: (view) => view && { ...view, visits: view.visits + 1 },
  },
});

/** One document for everybody: the names of all who ever registered or were renamed. */
export const Guestbook = projection<{ readonly names: readonly string[] }, PersonEvent>()({
  name: 'guestbook',
  keys: () => ['everybody'],
  apply: {
    PersonRegistered: (book, { name }) => ({ names: [...(book?.names ?? []), name] }),
    PersonRenamed: (book, { name }) => ({ names: [...(book?.names ?? []), name] }),
  },
});

/** Counts events with personal data and reads none of it. */
export const Registrations = projection<{ readonly count: number }, PersonEvent>()({
  name: 'registrations',
  keys: () => ['everybody'],
  apply: { PersonRegistered: (document) => ({ count: (document?.count ?? 0) + 1 }) },
});

interface PublishedRegistration extends Named {
  readonly type: 'people.PersonRegistered';
  readonly address: PersonRegistered['address'];
}
interface PublishedRename extends Named {
  readonly type: 'people.PersonRenamed';
}
type PeoplePublishedEvent = PublishedRegistration | PublishedRename;

export const People: Context = {
  name: 'people',
  aggregates: [Person],
  projections: [PersonView, Guestbook, Registrations],
  sagas: [],
  deadlines: [],
  publications: publications<PersonEvent, PeoplePublishedEvent>()(
    {
      PersonRegistered: ({ personId, subjectId, name, address }) => ({
        type: 'people.PersonRegistered',
        personId,
        subjectId,
        name,
        address,
      }),
      PersonRenamed: ({ personId, subjectId, name }) => ({
        type: 'people.PersonRenamed',
        personId,
        subjectId,
        name,
      }),
    },
    // #region published
    {
      'people.PersonRegistered': { subject, erased: { name: 'erased', address: erasedAddress } },
      'people.PersonRenamed': { subject, erased: { name: 'erased' } },
    },
    // #endregion
  ),
};

export interface LetterSent extends Of {
  readonly type: 'LetterSent';
  readonly to: string;
}
export class SendLetter {
  constructor(readonly fields: Omit<LetterSent, 'type'>) {}
}

export const Letter = aggregate<object, LetterSent>()({
  name: 'letter',
  initial: {},
  idOf: ({ fields }) => fields.personId,
  commands: { SendLetter },
  decide: { SendLetter: ({ fields }) => [{ type: 'LetterSent', ...fields }] },
  evolve: { LetterSent: (letter) => letter },
  personal: { LetterSent: { subject, erased: { to: 'erased' } } },
});

/** A replica: how people are called, and the city of those who have registered. */
export const Addressee = projection<
  { readonly name: string; readonly city?: string },
  PeoplePublishedEvent
>()({
  name: 'addressee',
  search: ({ name }) => name,
  keys: ({ personId }) => [personId],
  apply: {
    'people.PersonRegistered': (_, { name, address }) => ({ name, city: address.city }),
    'people.PersonRenamed': (document, { name }) => ({ ...document, name }),
  },
});

/** A replica of one document for everybody, made from the streams of all. */
export const MailingList = projection<Readonly<Record<string, string>>, PeoplePublishedEvent>()({
  name: 'mailing-list',
  keys: () => ['everybody'],
  apply: {
    'people.PersonRegistered': (list, { personId, name }) => ({ ...list, [personId]: name }),
    'people.PersonRenamed': (list, { personId, name }) => ({ ...list, [personId]: name }),
  },
});

/** Whoever registers gets a letter. A person without a name is a mistake in the code: the message is parked. */
export const Welcome = saga<PeoplePublishedEvent>()({
  name: 'welcome',
  on: {
    'people.PersonRegistered'({ personId, subjectId, name, address }) {
      if (address.lines.length === 0) throw new TypeError('Nobody thought of an address without lines.');
      return [new SendLetter({ personId, subjectId, to: name })];
    },
  },
});

export const Letters: Context = {
  name: 'letters',
  aggregates: [Letter],
  projections: [Addressee, MailingList],
  sagas: [Welcome],
  deadlines: [],
  publications: publications<LetterSent, never>()({}),
};
