import { isDeepStrictEqual } from 'node:util';
import { KeyStoreUnavailable, type KeyStore } from '@waybill/key-store';
import {
  Refusal,
  sealedOf,
  withoutSealed,
  type DomainEvent,
  type Personal,
  type Sealed,
} from '@waybill/kernel';
import { openEvent, openLazily, type OpenedEvent } from './opened-event.js';
import { SubjectCipher } from './subject-cipher.js';

/** The most subjects whose ciphers are kept in memory. */
const SUBJECTS_MAX = 10_000;

/** An event wherever it is stored, with its id. */
export interface Stored {
  readonly id: string;
  readonly data: DomainEvent;
}

/** An event with plain values. */
export interface PlainEvent {
  readonly data: DomainEvent;
  /** Whose personal data it holds; undefined when it has none, or when it was erased. */
  readonly subject: string | undefined;
}

/** Opens the events that it was made for. Its methods throw `SealBroken`. */
export interface Opener {
  /** With plain values. */
  plain(stored: Stored): PlainEvent;
  /** For a reader that shows what it reads. `SealBroken` is thrown when the first personal field is read. */
  lazy(stored: Stored): OpenedEvent;
}

/** An event as it may be stored. */
export interface SealedItem {
  readonly data: DomainEvent;
  /** Whose personal data is sealed in it. */
  readonly subject: string | undefined;
  /** Whether other values stand in place of personal data, because the key of their subject is destroyed. */
  readonly isErased: boolean;
}

type Ciphers = ReadonlyMap<string, SubjectCipher>;
type Fields = Readonly<Record<string, unknown>>;

const NO_CIPHERS: Ciphers = new Map();

/**
 * Seals the personal data of events before they are stored or sent, and opens what is read. Readers of one thread share
 * what is opened: an event that several of them want is decrypted once.
 */
export class Seals {
  /** The ciphers that were used last; of a destroyed key, one that opens nothing. */
  private readonly known = new Map<string, SubjectCipher>();
  private opened = new WeakMap<DomainEvent, { readonly cipher: SubjectCipher; readonly fields: Fields }>();

  constructor(private readonly keys: KeyStore) {}

  /**
   * Seals the fields that `personal` names. Returns a promise only when a key must be fetched. When the subject's key is
   * destroyed, the declared values stand in place of the personal data; or, with `isAskedFor`, other data than these is
   * refused: the one who sends it must learn that it is not kept.
   */
  seal(
    personal: Personal<DomainEvent> | undefined,
    { id, data }: Stored,
    isAskedFor: boolean,
  ): SealedItem | Promise<SealedItem> {
    if (sealedOf(data) !== undefined) throw new TypeError(`The event ${data.type} has a field $sealed.`);
    if (!personal) return { data, subject: undefined, isErased: false };
    const subject = personal.subject(data);
    const known = this.recall(subject);
    const seal = (cipher: SubjectCipher) => sealWith(cipher, personal, { id, data }, isAskedFor);
    if (known) return seal(known);
    return this.fetch([subject], (subjects) => this.keys.obtain(subjects)).then((ciphers) =>
      seal(cipherOf(ciphers, subject)),
    );
  }

  /** Makes ready to open these events. Rejects with `KeyStoreUnavailable`, also when the store has lost a key. */
  async opener(items: Iterable<Stored>): Promise<Opener> {
    const ciphers = await this.ciphersFor(subjectsOf(items));
    return {
      plain: ({ id, data }) => {
        const sealed = sealedOf(data);
        if (!sealed) return { data, subject: undefined };
        const fields = this.fieldsOf(id, data, sealed, ciphers);
        const subject = fields && sealed.subject;
        return { data: Object.assign(withoutSealed(data), fields ?? sealed.erased), subject };
      },
      lazy: ({ id, data }) => {
        const sealed = sealedOf(data);
        return sealed
          ? openLazily(data, sealed, () => this.fieldsOf(id, data, sealed, ciphers))
          : openEvent(data);
      },
    };
  }

  /** One event, with plain values. Rejects with what {@link opener} rejects with and {@link Opener} throws. */
  async read(stored: Stored): Promise<PlainEvent> {
    return (await this.opener([stored])).plain(stored);
  }

  /** The ciphers of these subjects, in their order. Rejects with `KeyStoreUnavailable`, also when a key is lost. */
  async ciphers(subjects: readonly string[]): Promise<readonly SubjectCipher[]> {
    const ciphers = await this.ciphersFor(new Set(subjects));
    return subjects.map((subject) => cipherOf(ciphers, subject));
  }

  /** Whether the subject has, or had, a key: whether there is, or was, personal data of it. */
  async isKnown(subject: string): Promise<boolean> {
    return (await this.keys.find([subject])).length > 0;
  }

  /** Destroys a subject's key, and forgets what was opened with it. Durable when it resolves. */
  async erase(subject: string): Promise<void> {
    await this.keys.destroy(subject);
    this.known.get(subject)?.destroy();
    this.remember(new SubjectCipher(subject, undefined));
    this.opened = new WeakMap();
  }

  /** The personal fields of an event; undefined when the subject's key is destroyed. */
  private fieldsOf(id: string, data: DomainEvent, sealed: Sealed, ciphers: Ciphers): Fields | undefined {
    const known = this.opened.get(data);
    if (known && !known.cipher.isDestroyed) return known.fields;
    const cipher = cipherOf(ciphers, sealed.subject);
    const text = cipher.open(placeOf(id, data), sealed.data);
    if (text === undefined) return undefined;
    const fields: Fields = JSON.parse(text);
    this.opened.set(data, { cipher, fields });
    return fields;
  }

  private async ciphersFor(subjects: ReadonlySet<string>): Promise<Ciphers> {
    if (subjects.size === 0) return NO_CIPHERS;
    const found = new Map<string, SubjectCipher>();
    for (const subject of subjects) {
      const cipher = this.recall(subject);
      if (cipher) found.set(subject, cipher);
    }
    if (found.size === subjects.size) return found;
    const missing = [...subjects].filter((subject) => !found.has(subject));
    const more = await this.fetch(missing, (some) => this.keys.find(some));
    for (const subject of missing) found.set(subject, cipherOf(more, subject));
    return found;
  }

  private async fetch(
    subjects: readonly string[],
    ask: (subjects: readonly string[]) => ReturnType<KeyStore['find']>,
  ): Promise<Ciphers> {
    const found = new Map<string, SubjectCipher>();
    for (const { subject, key } of await ask(subjects)) {
      // It may have been fetched, or erased, meanwhile.
      const cipher = this.known.get(subject) ?? new SubjectCipher(subject, key);
      this.remember(cipher);
      found.set(subject, cipher);
    }
    return found;
  }

  private recall(subject: string): SubjectCipher | undefined {
    const cipher = this.known.get(subject);
    if (cipher) this.remember(cipher);
    return cipher;
  }

  private remember(cipher: SubjectCipher): void {
    this.known.delete(cipher.subject);
    this.known.set(cipher.subject, cipher);
    const [oldest] = this.known.size > SUBJECTS_MAX ? this.known.keys() : [];
    if (oldest !== undefined) this.known.delete(oldest);
  }
}

/** A sealed event can be opened only as what it is: ciphertexts cannot be exchanged between events. */
function placeOf(id: string, { type }: DomainEvent): string {
  return `${id}\n${type}`;
}

function subjectsOf(items: Iterable<Stored>): ReadonlySet<string> {
  const subjects = new Set<string>();
  for (const { data } of items) {
    const sealed = sealedOf(data);
    if (sealed) subjects.add(sealed.subject);
  }
  return subjects;
}

function cipherOf(ciphers: Ciphers, subject: string): SubjectCipher {
  const cipher = ciphers.get(subject);
  if (cipher) return cipher;
  throw new KeyStoreUnavailable(
    'A key that is needed is missing from the key store, and was not destroyed. Restore the key store from a backup.',
  );
}

function sealWith(
  cipher: SubjectCipher,
  personal: Personal<DomainEvent>,
  { id, data }: Stored,
  isAskedFor: boolean,
): SealedItem {
  const [open, fields, erased] = partsOf(data, personal);
  if (Object.keys(fields).length === 0) return { data, subject: undefined, isErased: false };
  const sealed = cipher.seal(placeOf(id, data), JSON.stringify(fields));
  if (sealed !== undefined) {
    const { subject } = cipher;
    const $sealed = { subject, data: sealed, erased };
    return { data: Object.assign(open, { $sealed }), subject, isErased: false };
  }
  const isErased = !isDeepStrictEqual(fields, erased);
  if (isErased && isAskedFor) {
    throw new Refusal(
      'conflict',
      'subject-erased',
      'The personal data of this person has been erased, and nothing more is recorded about them.',
    );
  }
  return { data: Object.assign(open, erased), subject: undefined, isErased };
}

/** The fields that anybody may read, those that are personal, and what is shown once these are erased. */
function partsOf(
  data: DomainEvent,
  personal: Personal<DomainEvent>,
): readonly [open: DomainEvent, fields: Record<string, unknown>, erased: Record<string, unknown>] {
  const open: Record<string, unknown> & DomainEvent = { type: data.type };
  const fields: Record<string, unknown> = {};
  const erased: Record<string, unknown> = {};
  const declared: Readonly<Record<string, unknown>> = personal.erased;
  for (const [field, value] of Object.entries(data)) {
    if (value === undefined || !Object.hasOwn(declared, field)) open[field] = value;
    else {
      fields[field] = value;
      erased[field] = declared[field];
    }
  }
  return [open, fields, erased];
}
