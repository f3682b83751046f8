import { expect } from '@jest/globals';
import { idFrom, Refusal, type Actor, type Aggregate, type Command, type DomainEvent } from '@waybill/kernel';

const somebody: Actor = { kind: 'user', id: 'somebody' };

/** When decisions are made in a sentence, unless it says otherwise. */
export const NOW = '2026-11-22T10:00:00.000Z';

/** Makes the sentences of an aggregate: `given(…events).when(command).then(…events)` or `.thenRefused(code)`. */
export function sentencesOf<S>(aggregate: Aggregate<S>, now = NOW) {
  return <const P extends readonly DomainEvent[]>(...past: P) => ({
    when(command: Command) {
      const state = past.reduce<S>((before, event) => aggregate.evolve(before, event), aggregate.initial);
      let made = 0;
      const context = {
        id: aggregate.idOf(command),
        now,
        actor: somebody,
        newId: () => idFrom('sentence', made++),
      };
      const decide = () => aggregate.decide(command, state, context);
      return {
        then<const F extends readonly DomainEvent[]>(...expected: F) {
          const decided = decide();
          expect(decided).toEqual(expected);
          decided.reduce((before, event) => aggregate.evolve(before, event), state);
        },
        thenNothing() {
          expect(decide()).toEqual([]);
        },
        thenRefused(code: string) {
          expect(decide).toThrow(expect.objectContaining({ name: Refusal.name, code }));
        },
        decided: decide,
      };
    },
    /** The state that these events add up to. */
    state: () => past.reduce<S>((before, event) => aggregate.evolve(before, event), aggregate.initial),
  });
}
