import type { Command, Envelope, Fact, Named } from './messages.js';

/** When something is due (RFC 3339), and under which id: a later fact with the same id moves or lifts it. */
export interface Due {
  readonly id: string;
  readonly at: string;
}

export interface DeadlineDefinition<E extends Fact> {
  readonly name: string;
  /** Facts that set a deadline, or move the one that is set. */
  readonly set: { readonly [T in E['type']]?: (fact: Named<E, T>, envelope: Envelope) => Due | undefined };
  /** Facts that lift it; each row tells the id. */
  readonly lift: { readonly [T in E['type']]?: (fact: Named<E, T>) => string };
  /** What is commanded when the time has come. The decider must still judge whether it is due. */
  readonly fire: (due: Due) => Command;
}

/** A deadline as the engine sees it. */
export interface Deadline {
  readonly name: string;
  readonly events: readonly string[];
  /** What is due after a fact: a {@link Due}, or the id of the one that is lifted, or nothing of interest. */
  after(fact: Fact, envelope: Envelope): Due | { readonly lifted: string } | undefined;
  fire(due: Due): Command;
}

type Row = (fact: Fact, envelope: Envelope) => Due | string | undefined;

/** Declares a durable deadline over facts of this context: `deadline<Event>()({ name, set, lift, fire })`. */
export function deadline<E extends Fact>() {
  return (definition: DeadlineDefinition<E>): Deadline => {
    const set = new Map(Object.entries(definition.set)) as ReadonlyMap<string, Row>;
    const lift = new Map(Object.entries(definition.lift)) as ReadonlyMap<string, Row>;
    return {
      name: definition.name,
      events: [...new Set([...set.keys(), ...lift.keys()])],
      fire: definition.fire,
      after(fact, envelope) {
        const due = set.get(fact.type)?.(fact, envelope) as Due | undefined;
        if (due) return due;
        const lifted = lift.get(fact.type)?.(fact, envelope) as string | undefined;
        return lifted === undefined ? undefined : { lifted };
      },
    };
  };
}
