import { expect } from '@jest/globals';
import { idFrom, Refusal, type Actor, type Aggregate, type Command, type Fact } from '@waybill/kernel';

const somebody: Actor = { kind: 'user', id: 'somebody' };

/** When decisions are made in a sentence, unless it says otherwise. */
export const NOW = '2026-11-22T10:00:00.000Z';

/** Makes the sentences of an aggregate: `given(…facts).when(command).then(…facts)` or `.thenRefused(code)`. */
export function sentencesOf<S>(aggregate: Aggregate<S>, now = NOW) {
  return <const P extends readonly Fact[]>(...past: P) => ({
    when(command: Command) {
      const state = past.reduce<S>((before, fact) => aggregate.evolve(before, fact), aggregate.initial);
      let made = 0;
      const circumstances = {
        id: aggregate.idOf(command),
        now,
        actor: somebody,
        newId: () => idFrom('sentence', made++),
      };
      const decide = () => aggregate.decide(command, state, circumstances);
      return {
        then<const F extends readonly Fact[]>(...expected: F) {
          const decided = decide();
          expect(decided).toEqual(expected);
          decided.reduce((before, fact) => aggregate.evolve(before, fact), state);
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
    /** The state that these facts add up to. */
    state: () => past.reduce<S>((before, fact) => aggregate.evolve(before, fact), aggregate.initial),
  });
}
