import { type Appended, type NewEvent, type StoredEvent, WrongExpectedRevision } from '../event-store.js';
import type { AppendRequest } from './admission.js';
import type { Head, Heads } from './heads.js';
import { history } from './history.js';
import type { LogQueries } from './log-queries.js';
import type { RecentEvents } from './recent-events.js';
import { type Entry, format, instant } from './row.js';

/** What one append adds to the file: its events in order, their JSON, and the end of the stream afterwards. */
export interface PlannedAppend {
  readonly entries: readonly Entry[];
  /** The data and the meta of each event, in turn. */
  readonly texts: readonly string[];
  readonly head: Head;
}

/**
 * What one commit will write. Each append is judged on its own, against the streams as the appends before it leave them.
 */
export class CommitPlan {
  readonly appends: PlannedAppend[] = [];
  readonly heads = new Map<string, { readonly before: Head | undefined; after: Head }>();
  readonly entries: Entry[] = [];

  constructor(
    private readonly committed: {
      readonly heads: Heads;
      readonly recent: RecentEvents;
      readonly queries: LogQueries;
    },
    /** The id that the next new stream gets. */
    public nextStream: number,
    readonly recordedAt: number,
  ) {}

  /** The answer to the append if the commit succeeds; throws the refusal. */
  add(request: AppendRequest): Appended {
    const { stream, expected } = request;
    const head = this.#head(stream);
    const at = expected === 'new' ? 0 : expected + 1;
    const repeated = head && this.#repeated(request, head, at);
    if (repeated) return { revision: repeated.revision, position: repeated.position };
    if (at !== (head ? head.revision + 1 : 0)) {
      throw new WrongExpectedRevision(stream, expected, head?.revision);
    }
    return this.#write(request, head);
  }

  #write({ stream, events, texts }: AppendRequest, before: Head | undefined): Appended {
    const id = before?.id ?? this.nextStream++;
    const recordedAt = instant(this.recordedAt);
    let revision = before?.revision ?? -1;
    let previous = before?.last ?? 0;
    const entries: Entry[] = [];
    events.forEach((event, index) => {
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
        characters: (texts[2 * index]?.length ?? 0) + (texts[2 * index + 1]?.length ?? 0),
      };
      entries.push(entry);
      this.entries.push(entry);
      previous = number;
    });
    const head = { id, revision, last: previous };
    const known = this.heads.get(stream);
    if (known) known.after = head;
    else this.heads.set(stream, { before, after: head });
    this.appends.push({ entries, texts, head });
    return { revision, position: format(previous) };
  }

  /** The last of the events with these ids, when they already stand where they would be written. */
  #repeated({ stream, events }: AppendRequest, head: Head, at: number): StoredEvent | undefined {
    const to = at + events.length - 1;
    if (to > head.revision) return undefined;
    const stored = this.#events(stream, head, at, to);
    return areSame(events, stored) ? stored.at(-1) : undefined;
  }

  #events(stream: string, head: Head, from: number, to: number): StoredEvent[] {
    const { recent, queries } = this.committed;
    const memory = (position: number) => this.entries[position - recent.head - 1] ?? recent.at(position);
    return [...history(stream, head, from, to, memory, queries)].flat();
  }

  #head(stream: string): Head | undefined {
    const planned = this.heads.get(stream);
    if (planned) return planned.after;
    const { heads, queries } = this.committed;
    return heads.find(stream, (name) => queries.stream(name));
  }
}

function areSame(events: readonly NewEvent[], stored: readonly StoredEvent[]): boolean {
  return events.every(({ id }, index) => stored[index]?.id === id);
}
