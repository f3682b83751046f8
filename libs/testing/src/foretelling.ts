import { expect } from '@jest/globals';
import type { Command, Envelope, Fact, Projection, Saga, Surroundings } from '@waybill/kernel';
import { NOW } from './decisions.js';

/** The envelope of the nth fact of a sentence. */
export function envelopeOf(fact: Fact, index = 0): Envelope {
  const id = `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`;
  return {
    id,
    stream: 'sentence-1',
    revision: index,
    position: String(index + 1).padStart(16, '0'),
    recordedAt: NOW,
    meta: {
      commandId: id,
      correlationId: id,
      causationId: id,
      actor: { kind: 'user', id: 'somebody' },
      occurredAt: NOW,
    },
  };
}

/** `whenProjected(OrderSummary, placed, confirmed).then({ orderId: … })`: documents by id; folding twice is no change. */
export function whenProjected<D extends object>(projection: Projection<D>, ...facts: readonly Fact[]) {
  const documents = new Map<string, D>();
  for (const [index, fact] of facts.entries()) {
    const envelope = envelopeOf(fact, index);
    for (const key of projection.keys(fact, envelope)) {
      const document = projection.apply(documents.get(key), fact, envelope, key);
      if (document === undefined) documents.delete(key);
      else documents.set(key, document);
    }
  }
  return {
    then(expected: Readonly<Record<string, unknown>>) {
      expect(Object.fromEntries(documents)).toEqual(expected);
    },
    documents,
  };
}

/** `await when(fact).in(StockSaga).thenCommands(new RejectOrder({ … }))`. */
export function when<F extends Fact>(fact: F, surroundings: Partial<Surroundings> = {}) {
  return {
    in: (saga: Saga) => ({
      async thenCommands(...expected: readonly Command[]) {
        const nothing: Surroundings = {
          envelope: envelopeOf(fact),
          read: () => Promise.resolve(undefined),
          outside: () => {
            throw new Error('This sentence names nothing outside.');
          },
        };
        const commands = await saga.react(fact, { ...nothing, ...surroundings });
        expect(commands).toEqual(expected);
        expect(commands.map(({ constructor }) => constructor)).toEqual(
          expected.map(({ constructor }) => constructor),
        );
      },
    }),
  };
}
