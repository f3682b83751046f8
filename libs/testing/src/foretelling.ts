import { expect } from '@jest/globals';
import type { Command, Envelope, DomainEvent, Projection, Saga, SagaContext } from '@waybill/kernel';
import type { EventMessage } from '@waybill/message-bus';
import { NOW } from './decisions.js';

/** The envelope of the nth event of a test. */
export function envelopeOf(event: DomainEvent, index = 0): Envelope {
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

/** The published event of a sentence as a publisher's message: the nth of everything that is published in a test. */
export function messageOf(event: DomainEvent, index: number, key = 'sentence-1'): EventMessage {
  const envelope = { ...envelopeOf(event, index), stream: key };
  const publisher = event.type.slice(0, event.type.indexOf('.'));
  return { kind: 'event', id: envelope.id, topic: event.type, key, publisher, epoch: 1, event, envelope };
}

/** `whenProjected(OrderSummary, placed, confirmed).then({ orderId: … })`: documents by id. */
export function whenProjected<D extends object>(
  projection: Projection<D>,
  ...events: readonly DomainEvent[]
) {
  const documents = new Map<string, D>();
  for (const [index, event] of events.entries()) {
    const envelope = envelopeOf(event, index);
    for (const key of projection.keys(event, envelope)) {
      const document = projection.apply(documents.get(key), event, envelope, key);
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

/** `await when(event).in(StockSaga).thenCommands(new RejectOrder({ … }))`. */
export function when<F extends DomainEvent>(event: F, context: Partial<SagaContext> = {}) {
  return {
    in: (saga: Saga) => ({
      async thenCommands(...expected: readonly Command[]) {
        const nothing: SagaContext = {
          envelope: envelopeOf(event),
          read: () => Promise.resolve(undefined),
          outside: () => {
            throw new Error('This test gives no port of a third party.');
          },
        };
        const commands = await saga.react(event, { ...nothing, ...context });
        expect(commands).toEqual(expected);
        expect(commands.map(({ constructor }) => constructor)).toEqual(
          expected.map(({ constructor }) => constructor),
        );
      },
    }),
  };
}
