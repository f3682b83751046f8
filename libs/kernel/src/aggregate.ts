import type { Personal, PersonalData } from './personal.js';
import type { Actor, Command, CommandClass, DomainEvent, Named } from './messages.js';

/** What a decision may use besides the command and the state: the only source of time, ids and the actor. */
export interface DecisionContext {
  /** The aggregate's id: the stream's name without the aggregate's. */
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  readonly actor: Actor;
  /** A UUID derived from the command's id: the same command always gets the same ones, in the same order. */
  newId(): string;
}

/** One row per event: how the state follows from it. Never refuses, never computes policy. */
export type Evolve<S, E extends DomainEvent> = {
  readonly [T in E['type']]: (state: S, event: Named<E, T>) => S;
};

/** One row per command: which events evolveWith, or a {@link Refusal}. What is already so yields no events. */
export type Decide<S, E extends DomainEvent, C extends Commands> = {
  readonly [K in keyof C]: (command: InstanceType<C[K]>, state: S, context: DecisionContext) => readonly E[];
};

export type Commands = Readonly<Record<string, CommandClass>>;

/** Older shapes of an event's data, oldest first: `upcasters[0]` turns version 1 into version 2, and so on. */
export type Upcasters<E extends DomainEvent> = {
  readonly [T in E['type']]?: readonly ((data: never) => object)[];
};

export interface AggregateDefinition<S, E extends DomainEvent, C extends Commands> {
  /** The first part of its streams' names: `order` for `order-7f1c…`. Lower case letters only. */
  readonly name: string;
  readonly initial: S;
  readonly evolve: Evolve<S, E>;
  readonly commands: C;
  readonly idOf: (command: InstanceType<C[keyof C]>) => string;
  readonly decide: Decide<S, E, C>;
  readonly upcasters?: Upcasters<E>;
  /** The fields that are sealed in the log. */
  readonly personal?: PersonalData<E>;
  /** Raise it when `S` or `evolve` changes: snapshots of another version are ignored. Default 1. */
  readonly snapshotVersion?: number;
}

/** An aggregate as the engine sees it. */
export interface Aggregate<S = unknown> {
  readonly name: string;
  readonly initial: S;
  readonly commands: Commands;
  readonly snapshotVersion: number;
  idOf(command: Command): string;
  decide(command: Command, state: S, context: DecisionContext): readonly DomainEvent[];
  evolve(state: S, event: DomainEvent): S;
  /** The current version of an event's schema: the number of its upcasters plus one. */
  versionOf(type: string): number;
  /**
   * The event's data in the current schema. Throws {@link NewerVersion} for a version that this code does not know:
   * a newer release wrote the event.
   */
  upcast(type: string, version: number, data: DomainEvent): DomainEvent;
  /** Every event name the aggregate knows. */
  readonly events: readonly string[];
  /** The personal data of an event, by the event's name. */
  readonly personal: Readonly<Record<string, Personal<DomainEvent>>>;
}

/** The state after one more event. */
export function evolveWith<S, E extends DomainEvent>(evolve: Evolve<S, E>, state: S, event: E): S {
  const row = evolve[event.type as E['type']] as (state: S, event: E) => S;
  return row(state, event);
}

/** An event was written by a newer release than this one. Only an upgrade helps; skipping the event would lose it. */
export class NewerVersion extends Error {
  override readonly name = 'NewerVersion';

  constructor(type: string, version: number, known: number) {
    super(
      `The event ${type} has version ${version}; this release knows versions up to ${known}. Upgrade it.`,
    );
  }
}

type Row = (...args: readonly unknown[]) => unknown;

/**
 * Declares an aggregate: `aggregate<State, Event>()({ … })`. A command without a row in `decide`, or an event without
 * one in `evolve`, does not compile. An event of an unknown name throws: no event is ever skipped.
 */
export function aggregate<S, E extends DomainEvent>() {
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
      personal: (definition.personal ?? {}) as Readonly<Record<string, Personal<DomainEvent>>>,
      idOf: definition.idOf,
      decide(command, state, context) {
        const row = deciders.get(command.constructor);
        if (!row) throw new TypeError(`${definition.name} does not decide ${command.constructor.name}.`);
        return row(command, state, context) as readonly DomainEvent[];
      },
      evolve(state, event) {
        const row = evolvers.get(event.type);
        if (!row) throw new TypeError(`${definition.name} does not know the event ${event.type}.`);
        return row(state, event) as S;
      },
      versionOf: (type) => (upcasters[type]?.length ?? 0) + 1,
      upcast(type, version, data) {
        const steps = upcasters[type] ?? [];
        if (version > steps.length + 1) throw new NewerVersion(type, version, steps.length + 1);
        if (version === steps.length + 1) return data;
        return steps.slice(version - 1).reduce<unknown>((older, step) => step(older), data) as DomainEvent;
      },
    };
  };
}
