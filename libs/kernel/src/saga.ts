import type { Command, DomainEvent, Envelope, Named } from './messages.js';
import { isPublished, type Projection } from './projection.js';

/** An abstract class that stands for something outside: a payment provider, a carrier. */
export type Outside<T> = abstract new (...args: never[]) => T;

/** What a saga may use while it reacts. */
export interface SagaContext {
  readonly envelope: Envelope;
  /** A document as last projected; with `fresh`, not before the projection has passed the event in hand. */
  read<D extends object>(
    projection: Projection<D>,
    id: string,
    options?: { readonly fresh?: boolean },
  ): Promise<D | undefined>;
  /** The third party behind a port of this context. Call it only after an event has recorded the intent. */
  outside<T>(port: Outside<T>): T;
}

type Reaction = readonly Command[] | Promise<readonly Command[]>;

/** One row per event that matters: the commands that follow from it, for aggregates of this context only. */
export type Reactions<E extends DomainEvent> = {
  readonly [T in E['type']]?: (event: Named<E, T>, context: SagaContext) => Reaction;
};

export interface SagaDefinition<E extends DomainEvent> {
  /** Kebab-case, unique in the context; may be changed at any time. */
  readonly name: string;
  /**
   * What its checkpoint and its command ids are stored under. Default: the first name; keep that one here when the
   * saga is renamed, or it starts as a new saga.
   */
  readonly id?: string;
  /** Where a saga starts that has never run: after the last event (`head`, the default) or before the first one. */
  readonly from?: 'head' | 'beginning';
  readonly on: Reactions<E>;
}

/** A saga as the engine sees it. */
export interface Saga {
  readonly name: string;
  readonly id: string;
  readonly from: 'head' | 'beginning';
  /** The names of events of its own context that it reacts to, from the log. */
  readonly ownEvents: readonly string[];
  /** The names of published events that it reacts to, from the bus. */
  readonly publishedEvents: readonly string[];
  react(event: DomainEvent, context: SagaContext): Reaction;
}

type Row = (event: DomainEvent, context: SagaContext) => Reaction;

/** Declares a saga: `saga<Event>()({ name, on: { 'inventory.StockRanOut': (event) => [new …] } })`. */
export function saga<E extends DomainEvent>() {
  return ({ name, id = name, from = 'head', on }: SagaDefinition<E>): Saga => {
    const rows = new Map(Object.entries(on)) as ReadonlyMap<string, Row>;
    const names = [...rows.keys()];
    return {
      name,
      id,
      from,
      ownEvents: names.filter((event) => !isPublished(event)),
      publishedEvents: names.filter(isPublished),
      react: (event, context) => rows.get(event.type)?.(event, context) ?? [],
    };
  };
}
