import { KeyStoreUnavailable, type KeyStore } from '@waybill/key-store';
import { sealedOf, withoutSealed, type DomainEvent, type Personal, type Sealed } from '@waybill/kernel';
import { openEvent, openLazily, type OpenedEvent } from './opened-event.js';
import { placeOf, sealWith, type SealedItem, type Stored } from './sealed-event.js';
import { SubjectCipher } from './subject-cipher.js';

/** The most subjects whose ciphers are kept in memory. */
const SUBJECTS_MAX = 10_000;

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

type Ciphers = ReadonlyMap<string, SubjectCipher>;
type Fields = Readonly<Record<string, unknown>>;

/** Of events without personal data. */
const OPENER: Opener = {
  plain: ({ data }) => ({ data, subject: undefined }),
  lazy: ({ data }) => openEvent(data),
};
const NOBODY: ReadonlySet<string> = new Set();

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
   * Seals the fields that `personal` names, as {@link sealWith} says. Returns a promise only when a key must be fetched.
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
    const subjects = subjectsOf(items);
    if (subjects.size === 0) return OPENER;
    const ciphers = await this.ciphersFor(subjects);
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

  /**
   * One event, with plain values; a promise only when something is sealed in it. Rejects with what {@link opener} rejects
   * with and {@link Opener} throws.
   */
  read(stored: Stored): PlainEvent | Promise<PlainEvent> {
    if (sealedOf(stored.data) === undefined) return OPENER.plain(stored);
    return this.opener([stored]).then((open) => open.plain(stored));
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

function subjectsOf(items: Iterable<Stored>): ReadonlySet<string> {
  let subjects: Set<string> | undefined;
  for (const { data } of items) {
    const sealed = sealedOf(data);
    if (sealed) (subjects ??= new Set()).add(sealed.subject);
  }
  return subjects ?? NOBODY;
}

function cipherOf(ciphers: Ciphers, subject: string): SubjectCipher {
  const cipher = ciphers.get(subject);
  if (cipher) return cipher;
  throw new KeyStoreUnavailable(
    'A key that is needed is missing from the key store, and was not destroyed. Restore the key store from a backup.',
  );
}
