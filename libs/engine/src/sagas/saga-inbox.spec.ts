import { describe, expect, it } from '@jest/globals';
import type { EventMessage, Mark } from '@waybill/message-bus';
import { SagaInbox } from './saga-inbox.js';

const position = (nth: number) => String(nth).padStart(16, '0');

function filled(nth: number, epoch: number, isLate = false): EventMessage {
  const stream = `account-${nth}`;
  const actor = { kind: 'system', id: 'bank' } as const;
  const meta = { commandId: stream, correlationId: stream, causationId: stream, actor, occurredAt: '' };
  const id = `${stream}@0`;
  const envelope = { id, stream, revision: 0, position: position(nth), recordedAt: '', meta };
  const event = { type: 'bank.Filled' };
  const carried = { id, topic: event.type, key: stream, publisher: 'bank', epoch };
  return { kind: 'event', ...carried, event, envelope, ...(isLate && { isLate }) };
}

function mark(nth: number, epoch: number): Mark {
  const carried = { id: `mark-${epoch}-${nth}`, topic: 'bank.mark', key: 'mark', publisher: 'bank', epoch };
  return { kind: 'mark', ...carried, position: position(nth) };
}

function begin(): SagaInbox {
  const inbox = new SagaInbox(['bank.Filled']);
  inbox.start(false);
  return inbox;
}

/** The inbox of the next process, which knows what this one has saved. */
function afterRestart(inbox: SagaInbox): SagaInbox {
  const next = new SagaInbox(['bank.Filled']);
  next.start(false, JSON.parse(JSON.stringify(inbox)));
  return next;
}

describe('the inbox of a saga', () => {
  it('takes a message again that was in hand, though its publisher has had a newer epoch since', () => {
    const inbox = begin();
    expect(inbox.take(filled(1, 1))).toBe(true);
    expect(inbox.take(filled(2, 2))).toBe(true);
    inbox.settle(filled(2, 2));
    const next = afterRestart(inbox);
    expect(next.take(filled(1, 1))).toBe(true);
    expect(next.take(filled(2, 2))).toBe(false);
    next.settle(filled(1, 1));
    expect(afterRestart(next).take(filled(1, 1))).toBe(false);
  });

  it('drops what a former owner publishes: the present one publishes it, too, and in order', () => {
    const inbox = begin();
    inbox.take(mark(1, 2));
    expect(inbox.take(filled(3, 1))).toBe(false);
    expect(inbox.take(filled(2, 2))).toBe(true);
    expect(inbox.take(filled(3, 2))).toBe(true);
  });

  it('takes what was parked and is published late, whoever publishes it', () => {
    const inbox = begin();
    inbox.take(filled(5, 2));
    expect(afterRestart(inbox).take(filled(1, 1, true))).toBe(true);
  });

  it('leaves what is published late to the backfill until that has ended', () => {
    const inbox = new SagaInbox(['bank.Filled']);
    inbox.start(true);
    expect(inbox.take(filled(1, 1, true))).toBe(false);
  });
});
