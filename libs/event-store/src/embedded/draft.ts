import {
  type Appended,
  type Expected,
  type NewEvent,
  type StoredEvent,
  WrongExpectedRevision,
} from '../event-store.js';
import type { Head, Heads } from './heads.js';
import { history } from './history.js';
import type { LogReader } from './log-reader.js';
import type { Recent } from './recent.js';
import { type Entry, format, instant } from './row.js';

/** How far back a repeated append is looked for when it only demanded that the stream exist. */
const LOOK_BACK = 64;

/** Where an append goes that demands a stream to exist, and there is none. */
const NOWHERE = -1;

/** An append on its way, its events' data and meta already made text. */
export interface Wanted {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly texts: readonly string[];
  /** In all texts together. */
  readonly characters: number;
  readonly expected: Expected;
}

/** Events on their way into the file: those of one append, in order. */
export interface Drafted {
  readonly entries: readonly Entry[];
  readonly texts: readonly string[];
  readonly head: Head;
}

/** What one commit will write. Each append is judged on its own, against the streams as the ones before it leave them. */
export class Draft {
  readonly drafted: Drafted[] = [];
  readonly heads = new Map<string, { readonly before: Head | undefined; after: Head }>();
  readonly entries: Entry[] = [];

  constructor(
    private readonly committed: {
      readonly heads: Heads;
      readonly recent: Recent;
      readonly reader: LogReader;
    },
    /** The id that the next new stream gets. */
    public nextStream: number,
    readonly recordedAt: number,
  ) {}

  /** What the append comes to if the commit succeeds; throws what it is refused with. */
  add(wanted: Wanted): Appended {
    const head = this.#head(wanted.stream);
    const at = firstRevision(wanted.expected, head);
    const repeated = head && this.#repeated(wanted, head, at);
    if (repeated) return { revision: repeated.revision, position: repeated.position };
    if (at !== (head ? head.revision + 1 : 0)) {
      throw new WrongExpectedRevision(wanted.stream, wanted.expected, head?.revision);
    }
    return this.#write(wanted, head);
  }

  #write({ stream, events, texts }: Wanted, before: Head | undefined): Appended {
    const id = before?.id ?? this.nextStream++;
    const recordedAt = instant(this.recordedAt);
    let revision = before?.revision ?? -1;
    let previous = before?.last ?? 0;
    const entries: Entry[] = [];
    for (const event of events) {
      const number = this.committed.recent.head + this.entries.length + 1;
      revision += 1;
      const entry = {
        event: {
          id: event.id,
          type: event.type,
          version: event.version,
          data: event.data,
          meta: event.meta,
          stream,
          revision,
          position: format(number),
          recordedAt,
        },
        previous,
      };
      entries.push(entry);
      this.entries.push(entry);
      previous = number;
    }
    const head = { id, revision, last: previous };
    const known = this.heads.get(stream);
    if (known) known.after = head;
    else this.heads.set(stream, { before, after: head });
    this.drafted.push({ entries, texts, head });
    return { revision, position: format(previous) };
  }

  /** The last of the events with these ids, when they already stand where they would be written. */
  #repeated({ stream, events, expected }: Wanted, head: Head, at: number): StoredEvent | undefined {
    const count = events.length;
    if (expected !== 'exists')
      return at + count - 1 <= head.revision ? this.#same(stream, head, at, events) : undefined;
    const oldest = Math.max(0, head.revision - LOOK_BACK - count);
    const first = this.#events(stream, head, oldest, head.revision).findLast(
      ({ id }) => id === events[0]?.id,
    );
    return first && this.#same(stream, head, first.revision, events);
  }

  #same(stream: string, head: Head, from: number, events: readonly NewEvent[]): StoredEvent | undefined {
    const stored = this.#events(stream, head, from, from + events.length - 1);
    return events.every(({ id }, index) => stored[index]?.id === id) ? stored.at(-1) : undefined;
  }

  #events(stream: string, head: Head, from: number, to: number): StoredEvent[] {
    const { recent, reader } = this.committed;
    const memory = (position: number) => this.entries[position - recent.head - 1] ?? recent.at(position);
    return [...history(stream, head, from, Math.min(to, head.revision), memory, reader)].flat();
  }

  #head(stream: string): Head | undefined {
    const drafted = this.heads.get(stream);
    if (drafted) return drafted.after;
    const { heads, reader } = this.committed;
    return heads.find(stream, (name) => reader.stream(name));
  }
}

/** The revision at which an append demands to be written. */
function firstRevision(expected: Expected, head: Head | undefined): number {
  if (expected === 'new') return 0;
  if (expected === 'exists') return head ? head.revision + 1 : NOWHERE;
  return expected + 1;
}
