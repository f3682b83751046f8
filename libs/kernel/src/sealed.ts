import type { DomainEvent } from './messages.js';

/** The personal data of an event as it is stored. Only who has the key of the data subject can read it. */
export interface Sealed {
  /** The data subject whose key it takes. */
  readonly subject: string;
  /** The encrypted fields, in base64. */
  readonly data: string;
  /** What is shown in place of the fields once the key is destroyed. */
  readonly erased: Readonly<Record<string, unknown>>;
}

/** An event as the log, the bus and parked items hold it: personal data is in `$sealed`, and nowhere else. */
export interface SealedEvent extends DomainEvent {
  readonly $sealed?: Sealed;
}

/** The sealed part of an event; undefined when the event holds no personal data. */
export function sealedOf(event: DomainEvent): Sealed | undefined {
  return (event as SealedEvent).$sealed;
}

/** The event without its personal data, for readers and exports that have no keys. */
export function withoutSealed(event: DomainEvent): DomainEvent {
  if (sealedOf(event) === undefined) return event;
  const { $sealed: _, ...open } = event as SealedEvent;
  return open;
}
