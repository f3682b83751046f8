import type { StoredEvent } from '@waybill/event-store';
import type { Aggregate, Fact } from '@waybill/kernel';

/** The events of a context in today's shape, whatever version they were stored in. */
export type Facts = (event: StoredEvent) => Fact;

/** Reads events through the upcasters of the aggregates that own them; an event of no aggregate is taken as it is. */
export function factsOf(aggregates: readonly Aggregate[]): Facts {
  const owners = new Map(
    aggregates.flatMap((aggregate) => aggregate.events.map((type) => [type, aggregate] as const)),
  );
  return ({ type, version, data }) => owners.get(type)?.upcast(type, version, data) ?? data;
}
