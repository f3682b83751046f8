import type { StoredEvent } from '@waybill/event-store';
import type { Aggregate, DomainEvent } from '@waybill/kernel';

/** A context's own events among all that are in the log, in the current schema whatever version they were stored in. */
export class OwnEvents {
  private readonly aggregates: ReadonlyMap<string, Aggregate>;

  constructor(aggregates: readonly Aggregate[]) {
    this.aggregates = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]));
  }

  /** Selects events by their type, of this context only: another context's event may have the same name. */
  selector(types: readonly string[]): (event: StoredEvent) => boolean {
    const wanted = new Set(types);
    return ({ type, stream }) => wanted.has(type) && this.aggregateOf(stream) !== undefined;
  }

  /** The event in the current schema; throws `NewerVersion`, or what an upcaster throws. */
  of({ stream, type, version, data }: StoredEvent): DomainEvent {
    return this.aggregateOf(stream)?.upcast(type, version, data) ?? data;
  }

  private aggregateOf(stream: string): Aggregate | undefined {
    return this.aggregates.get(stream.slice(0, stream.indexOf('-')));
  }
}
