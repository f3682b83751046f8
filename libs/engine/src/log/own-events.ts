import type { StoredEvent } from '@waybill/event-store';
import type { Aggregate, DomainEvent, Projection } from '@waybill/kernel';
import type { Opened, Seals } from '../sealing/seals.js';

/** An event of a context, with plain values, in the current schema. */
export interface OwnEvent {
  readonly event: DomainEvent;
  /** Whose personal data it shows. */
  readonly subject: Opened['subject'];
}

/** Opens one of the events that it was made for. Throws `NewerVersion`, `SealBroken`, or what an upcaster throws. */
export type OwnEventOpener = (stored: StoredEvent) => OwnEvent;

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
    return (stored) => {
      const { data, subject } = open(stored);
      const { stream, type, version } = stored;
      return { event: this.aggregateOf(stream)?.upcast(type, version, data) ?? data, subject };
    };
  }

  /** One event; rejects with what {@link opener} rejects with and {@link OwnEventOpener} throws. */
  async read(stored: StoredEvent): Promise<OwnEvent> {
    return (await this.opener([stored]))(stored);
  }

  private aggregateOf(stream: string): Aggregate | undefined {
    return this.aggregates.get(stream.slice(0, stream.indexOf('-')));
  }
}
