import type { Command, Envelope, Fact, Named } from './messages.js';
import { isPublished, type Projection } from './projection.js';

/** An abstract class that stands for something outside: a payment provider, a carrier. */
export type Outside<T> = abstract new (...args: never[]) => T;

/** What a saga may ask while it reacts. */
export interface Surroundings {
  readonly envelope: Envelope;
  /** A document as last projected; with `fresh`, not before the projection has passed the fact that is reacted to. */
  read<D extends object>(
    projection: Projection<D>,
    id: string,
    options?: { readonly fresh?: boolean },
  ): Promise<D | undefined>;
  /** The third party that a context declares as its own; call it only after the intent has been recorded. */
  outside<T>(port: Outside<T>): T;
}

type Reaction = readonly Command[] | Promise<readonly Command[]>;

/** One row per fact that matters: the commands that follow from it, for aggregates of this context only. */
export type Reactions<E extends Fact> = {
  readonly [T in E['type']]?: (fact: Named<E, T>, surroundings: Surroundings) => Reaction;
};

/** A saga as the engine sees it. */
export interface Saga {
  readonly name: string;
  /** The names of our own events that it reacts to. */
  readonly events: readonly string[];
  /** The names of the others' published facts that it reacts to. */
  readonly heard: readonly string[];
  react(fact: Fact, surroundings: Surroundings): Reaction;
}

type Row = (fact: Fact, surroundings: Surroundings) => Reaction;

/** Declares a saga: `saga<Fact>()({ name, on: { 'inventory.StockRanOut': (fact) => [new …] } })`. */
export function saga<E extends Fact>() {
  return (definition: { readonly name: string; readonly on: Reactions<E> }): Saga => {
    const rows = new Map(Object.entries(definition.on)) as ReadonlyMap<string, Row>;
    const names = [...rows.keys()];
    return {
      name: definition.name,
      events: names.filter((name) => !isPublished(name)),
      heard: names.filter(isPublished),
      react: (fact, surroundings) => rows.get(fact.type)?.(fact, surroundings) ?? [],
    };
  };
}
