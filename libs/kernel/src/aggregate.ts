import type { Actor, Command, CommandClass, Fact, Named } from './messages.js';

/** What a decision may know besides the command and the state; the only door for time, identity and chance. */
export interface Circumstances {
  /** The aggregate's id: the stream's name without the aggregate's. */
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  readonly actor: Actor;
  /** A UUID derived from the command's id: the same command always gets the same ones, in the same order. */
  newId(): string;
}

/** One row per event: how the state follows from it. Never refuses, never computes policy. */
export type Evolve<S, E extends Fact> = {
  readonly [T in E['type']]: (state: S, event: Named<E, T>) => S;
};

/** One row per command: which facts follow, or a {@link Refusal}. What is already so yields no facts. */
export type Decide<S, E extends Fact, C extends Commands> = {
  readonly [K in keyof C]: (
    command: InstanceType<C[K]>,
    state: S,
    circumstances: Circumstances,
  ) => readonly E[];
};

export type Commands = Readonly<Record<string, CommandClass>>;

/** Older shapes of an event's data, oldest first: `upcasters[0]` turns version 1 into version 2, and so on. */
export type Upcasters<E extends Fact> = {
  readonly [T in E['type']]?: readonly ((data: never) => object)[];
};

export interface AggregateDefinition<S, E extends Fact, C extends Commands> {
  /** The first part of its streams' names: `order` for `order-7f1c…`. Lower case letters only. */
  readonly name: string;
  readonly initial: S;
  readonly evolve: Evolve<S, E>;
  readonly commands: C;
  readonly idOf: (command: InstanceType<C[keyof C]>) => string;
  readonly decide: Decide<S, E, C>;
  readonly upcasters?: Upcasters<E>;
  /** Raise it when `S` or `evolve` changes: snapshots of another version are ignored. */
  readonly snapshotVersion?: number;
}

/** An aggregate as the engine sees it: the types of its rows forgotten, the rows themselves complete. */
export interface Aggregate<S = unknown> {
  readonly name: string;
  readonly initial: S;
  readonly commands: Commands;
  readonly snapshotVersion: number;
  idOf(command: Command): string;
  decide(command: Command, state: S, circumstances: Circumstances): readonly Fact[];
  evolve(state: S, event: Fact): S;
  /** Today's version of an event's schema: one more than it has upcasters. */
  versionOf(type: string): number;
  /** The event's data in today's shape. */
  upcast(type: string, version: number, data: Fact): Fact;
  /** Every event name the aggregate knows. */
  readonly events: readonly string[];
}

/** The state after one more event. */
export function follow<S, E extends Fact>(evolve: Evolve<S, E>, state: S, event: E): S {
  const row = evolve[event.type as E['type']] as (state: S, event: E) => S;
  return row(state, event);
}

type Row = (...args: readonly unknown[]) => unknown;

/**
 * Declares an aggregate: `aggregate<State, Event>()({ … })`. A command without a row in `decide`, or an event without
 * one in `evolve`, does not compile. Applying an event of an unknown name throws: the past is never skipped.
 */
export function aggregate<S, E extends Fact>() {
  return <const C extends Commands>(definition: AggregateDefinition<S, E, C>): Aggregate<S> => {
    const deciders = new Map<unknown, Row>(
      Object.entries(definition.commands).map(([name, type]) => [type, definition.decide[name] as Row]),
    );
    const evolvers = new Map(Object.entries(definition.evolve)) as ReadonlyMap<string, Row>;
    const upcasters = (definition.upcasters ?? {}) as Readonly<Record<string, readonly Row[]>>;
    return {
      name: definition.name,
      initial: definition.initial,
      commands: definition.commands,
      snapshotVersion: definition.snapshotVersion ?? 1,
      events: [...evolvers.keys()],
      idOf: definition.idOf,
      decide(command, state, circumstances) {
        const row = deciders.get(command.constructor);
        if (!row) throw new TypeError(`${definition.name} does not decide ${command.constructor.name}.`);
        return row(command, state, circumstances) as readonly Fact[];
      },
      evolve(state, event) {
        const row = evolvers.get(event.type);
        if (!row) throw new TypeError(`${definition.name} does not know the event ${event.type}.`);
        return row(state, event) as S;
      },
      versionOf: (type) => (upcasters[type]?.length ?? 0) + 1,
      upcast(type, version, data) {
        const steps = upcasters[type];
        return steps
          ? (steps.slice(version - 1).reduce<unknown>((older, step) => step(older), data) as Fact)
          : data;
      },
    };
  };
}
