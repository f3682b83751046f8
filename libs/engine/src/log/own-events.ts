import type { StoredEvent } from '@waybill/event-store';
import type { Aggregate, DomainEvent, Projection } from '@waybill/kernel';
import type { OpenedEvent } from '../sealing/opened-event.js';
import type { Seals } from '../sealing/seals.js';

/** An event of a context, for a reader that shows what it reads. */
export interface OwnEvent extends Pick<OpenedEvent, 'shown' | 'close'> {
  readonly event: DomainEvent;
}

/** Opens the events that it was made for. Its methods throw `NewerVersion`, `SealBroken`, or what an upcaster throws. */
export interface OwnEventOpener {
  /** With plain values. */
  plain(stored: StoredEvent): DomainEvent;
  /** For a reader that shows what it reads. */
  lazy(stored: StoredEvent): OwnEvent;
}

/** A context's own events among all that are in the log, in the current schema whatever version they were stored in. */
export class OwnEvents {
  private readonly aggregates: ReadonlyMap<string, Aggregate>;

  constructor(
    aggregates: readonly Aggregate[],
    private readonly seals: Seals,
  ) {
    this.aggregates = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]));
  }

  /** Selects events by their type, of this context only: another context's event may have the same name. */
  selector(types: readonly string[]): (event: StoredEvent) => boolean {
    const wanted = new Set(types);
    return ({ type, stream }) => wanted.has(type) && this.aggregateOf(stream) !== undefined;
  }

  /** Whether documents of the read model may show personal data. */
  isPersonal({ events }: Pick<Projection, 'events'>): boolean {
    return [...this.aggregates.values()].some(({ personal }) => events.some((type) => personal[type]));
  }

  /** Makes ready to read these events. Rejects with `KeyStoreUnavailable`. */
  async opener(events: readonly StoredEvent[]): Promise<OwnEventOpener> {
    const open = await this.seals.opener(events);
    return {
      plain: (stored) => this.upcast(stored, open.plain(stored).data),
      lazy: (stored) => {
        const { data, shown, close } = open.lazy(stored);
        return { event: this.upcast(stored, data), shown, close };
      },
    };
  }

  /**
   * One event, with plain values; a promise only when something is sealed in it. Throws, or rejects with, what
   * {@link OwnEventOpener} throws and {@link opener} rejects with.
   */
  read(stored: StoredEvent): DomainEvent | Promise<DomainEvent> {
    const opened = this.seals.read(stored);
    if (!(opened instanceof Promise)) return this.upcast(stored, opened.data);
    return opened.then(({ data }) => this.upcast(stored, data));
  }

  private upcast({ stream, type, version }: StoredEvent, data: DomainEvent): DomainEvent {
    return this.aggregateOf(stream)?.upcast(type, version, data) ?? data;
  }

  private aggregateOf(stream: string): Aggregate | undefined {
    return this.aggregates.get(stream.slice(0, stream.indexOf('-')));
  }
}
