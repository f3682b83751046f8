import type { Command, DomainEvent, Envelope, Named } from './messages.js';

/** When something is due (RFC 3339), and under which id. A later event with the same id moves or clears it. */
export interface Due {
  readonly id: string;
  readonly at: string;
}

export interface DeadlineDefinition<E extends DomainEvent> {
  readonly name: string;
  /** Events that set a deadline, or move the one that is set. */
  readonly set: { readonly [T in E['type']]?: (event: Named<E, T>, envelope: Envelope) => Due | undefined };
  /** Events that clear it; each row returns the id. */
  readonly clear: { readonly [T in E['type']]?: (event: Named<E, T>) => string };
  /** The command to send when the time has come. The decider must still judge whether it is due. */
  readonly fire: (due: Due) => Command;
}

/** A deadline as the engine sees it. */
export interface Deadline {
  readonly name: string;
  readonly events: readonly string[];
  /** What follows from an event: a {@link Due}, the id of the deadline that it clears, or undefined for neither. */
  after(event: DomainEvent, envelope: Envelope): Due | { readonly cleared: string } | undefined;
  fire(due: Due): Command;
}

type Row = (event: DomainEvent, envelope: Envelope) => Due | string | undefined;

/** Declares a durable deadline over events of this context: `deadline<Event>()({ name, set, clear, fire })`. */
export function deadline<E extends DomainEvent>() {
  return (definition: DeadlineDefinition<E>): Deadline => {
    const set = new Map(Object.entries(definition.set)) as ReadonlyMap<string, Row>;
    const clear = new Map(Object.entries(definition.clear)) as ReadonlyMap<string, Row>;
    return {
      name: definition.name,
      events: [...new Set([...set.keys(), ...clear.keys()])],
      fire: definition.fire,
      after(event, envelope) {
        const due = set.get(event.type)?.(event, envelope) as Due | undefined;
        if (due) return due;
        const cleared = clear.get(event.type)?.(event, envelope) as string | undefined;
        return cleared === undefined ? undefined : { cleared };
      },
    };
  };
}
