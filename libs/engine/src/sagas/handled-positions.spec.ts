import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HandledPositions } from './handled-positions.js';

const position = (nth: number) => String(nth).padStart(16, '0');

/** What a plain set would know: which positions were offered, which of them are done. */
interface Model {
  readonly taken: Set<string>;
  readonly settled: Set<string>;
}

type Step =
  | { readonly kind: 'take'; readonly gap: number }
  | { readonly kind: 'settle' | 'again'; readonly nth: number }
  | { readonly kind: 'save' | 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('take' as const), gap: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'again' as const), nth: fc.nat(20) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('save' as const, 'restart' as const) }) },
);

describe('the handled positions of a source', () => {
  it('are what a set of them would say, over restarts from any save', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let handled = new HandledPositions();
        let model: Model = { taken: new Set(), settled: new Set() };
        let saved = { text: JSON.stringify(handled), model: copyOf(model) };
        let last = 0;
        const offered = new Set<string>();
        const inHand = ({ taken, settled }: Model) => [...taken].filter((one) => !settled.has(one));
        const take = (at: string) => {
          // After a restart events come again in order, from the first that is not handled.
          for (const other of [...offered, at].filter((missed) => missed <= at && !handled.has(missed))) {
            handled.take(other);
            model.taken.add(other);
          }
          offered.add(at);
        };
        for (const one of steps) {
          if (one.kind === 'take') {
            // Positions in between belong to events of no interest.
            last += one.gap;
            take(position(last));
          } else if (one.kind === 'settle') {
            const open = inHand(model);
            const at = open[one.nth % Math.max(1, open.length)];
            if (at === undefined) continue;
            handled.settle(at);
            model.settled.add(at);
          } else if (one.kind === 'again') {
            const at = [...offered][one.nth % Math.max(1, offered.size)];
            if (at !== undefined) take(at);
          } else if (one.kind === 'save') {
            saved = { text: JSON.stringify(handled), model: copyOf(model) };
          } else {
            handled = new HandledPositions(JSON.parse(saved.text));
            model = copyOf(saved.model);
          }
          for (const at of offered) expect(handled.has(at)).toBe(model.settled.has(at));
        }
      }),
    );
  });

  it('take no more space than what is in hand', () => {
    const handled = new HandledPositions();
    for (let nth = 1; nth <= 1_000; nth += 1) {
      handled.take(position(nth));
      if (nth !== 500) handled.settle(position(nth));
    }
    expect(handled.toJSON()).toEqual({ through: position(1_000), open: [position(500)] });
  });

  it('know of a new source that nothing was handled', () => {
    expect(new HandledPositions().has(position(1))).toBe(false);
  });
});

function copyOf({ taken, settled }: Model): Model {
  return { taken: new Set(taken), settled: new Set(settled) };
}
