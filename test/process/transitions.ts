import { Refusal, type Aggregate, type Command, type DecisionContext } from '@waybill/kernel';

/** An event that was recorded in one status and left another, or the same one. */
export interface Transition {
  readonly from: string;
  readonly event: string;
  readonly to: string;
}

export interface Lifecycle<S> {
  readonly title: string;
  readonly aggregate: Aggregate<S>;
  /** Whether the status is that of a part, so that most of the aggregate's events are not about it. */
  readonly isOfPart?: boolean;
  /** `none` where there is nothing yet, or nothing any more. */
  readonly statusOf: (state: S) => string;
  /** What is tried in a state: every command of the aggregate somewhere. Few enough that the states are finite. */
  readonly commandsFor: (state: S) => readonly Command[];
  /** What makes two states different; default: everything but times. */
  readonly distinctBy?: (state: S) => unknown;
}

/** A lifecycle whose type of state is of no concern any more. */
export interface Process {
  readonly title: string;
  readonly aggregate: Aggregate;
  readonly isOfPart: boolean;
  readonly transitions: () => readonly Transition[];
}

export function processOf<S>(lifecycle: Lifecycle<S>): Process {
  const { title, aggregate, isOfPart = false } = lifecycle;
  let found: readonly Transition[] | undefined;
  return { title, aggregate, isOfPart, transitions: () => (found ??= transitionsOf(lifecycle)) };
}

/** The search gives up here: more states mean that `commandsFor` lets a number grow without end. */
const STATES_MAX = 20_000;
const START = '2026-01-01T00:00:00.000Z';
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Every transition that the decider allows, breadth-first from the initial state, each once. */
function transitionsOf<S>(lifecycle: Lifecycle<S>): readonly Transition[] {
  const { aggregate, statusOf, commandsFor, distinctBy = (state) => state } = lifecycle;
  const found = new Map<string, Transition>();
  const seen = new Set([keyOf(distinctBy(aggregate.initial))]);
  const states = [aggregate.initial];
  for (const before of states) {
    for (const command of commandsFor(before)) {
      for (const now of timesIn(before)) {
        let state = before;
        for (const event of decided(aggregate, command, state, now)) {
          const after = aggregate.evolve(state, event);
          const transition = { from: statusOf(state), event: event.type, to: statusOf(after) };
          found.set(Object.values(transition).join(' '), transition);
          state = after;
        }
        const key = keyOf(distinctBy(state));
        if (!seen.has(key)) states.push(state);
        seen.add(key);
      }
    }
    if (states.length > STATES_MAX) throw new RangeError(`${lifecycle.title} has too many states.`);
  }
  return [...found.values()];
}

function decided<S>(aggregate: Aggregate<S>, command: Command, state: S, now: string) {
  try {
    return aggregate.decide(command, state, contextOf(aggregate.idOf(command), command, now));
  } catch (refusal) {
    if (refusal instanceof Refusal) return [];
    throw refusal;
  }
}

/** Ids follow from the command, so that the same decision makes the same state. */
function contextOf(id: string, command: Command, now: string): DecisionContext {
  let count = 0;
  const newId = () => `${command.constructor.name}-${(count += 1)}`;
  return { id, now, actor: { kind: 'system', id: 'process' }, newId };
}

/** States that differ in their times only are one. */
function keyOf(state: unknown): string {
  return JSON.stringify(state).replaceAll(TIME, 'time');
}

/** When something in the state begins, is due or ends. */
function timesIn(state: unknown): readonly string[] {
  return [...new Set([START, ...(JSON.stringify(state).match(TIME) ?? [])])].toSorted();
}
