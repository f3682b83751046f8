import type { Filter, StoredEvent } from '@waybill/event-store';
import type { Aggregate, DomainEvent } from '@waybill/kernel';

/** A context's own events among all that are in the log, in today's shape whatever version they were stored in. */
export class Facts {
  private readonly aggregates: ReadonlyMap<string, Aggregate>;

  constructor(aggregates: readonly Aggregate[]) {
    this.aggregates = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]));
  }

  /** Where they are: another context's event may have the same name. */
  named(types: readonly string[]): Filter {
    return { types, streams: [...this.aggregates.keys()].map((name) => `${name}-`) };
  }

  /** Whether a stream is of one of the context's aggregates. */
  own(stream: string): boolean {
    return this.aggregateOf(stream) !== undefined;
  }

  of({ stream, type, version, data }: StoredEvent): DomainEvent {
    return this.aggregateOf(stream)?.upcast(type, version, data) ?? data;
  }

  private aggregateOf(stream: string): Aggregate | undefined {
    return this.aggregates.get(stream.slice(0, stream.indexOf('-')));
  }
}
