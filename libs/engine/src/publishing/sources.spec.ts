import { describe, expect, it } from '@jest/globals';
import type { EventMessage, Message } from '@waybill/message-bus';
import { envelopeOf } from '@waybill/testing';
import { newSource, publisherOf, receive, type Source } from './sources.js';

const publisher = 'accounts';
const position = (nth: number) => String(nth).padStart(16, '0');

function event(nth: number, epoch = 3, kept: Partial<EventMessage> = {}): Message {
  const type = 'accounts.AccountFilled';
  const envelope = { ...envelopeOf({ type }, nth), position: position(nth) };
  const carried = { id: envelope.id, topic: type, key: 'account-ada', publisher, epoch };
  return { kind: 'event', ...carried, event: { type }, envelope, ...kept };
}
const about = (kind: string, epoch: number) => {
  return { id: kind, topic: `accounts.${kind}`, key: publisher, publisher, epoch };
};
const mark = (nth: number, epoch = 3): Message => {
  return { kind: 'mark', ...about('mark', epoch), position: position(nth) };
};
const end = (backfill: string, nth: number, epoch = 3): Message => {
  return { kind: 'backfill-end', ...about('backfill-end', epoch), backfill, position: position(nth) };
};
const request: Message = {
  kind: 'backfill-request',
  ...about('backfill-request', 3),
  backfill: 'past',
  queue: 'listener.fillings',
  topics: [],
};

const live: Source = { isLive: true, epoch: 3, position: position(10) };
const waiting: Source = { backfill: 'past', isLive: false, epoch: 3, position: '' };
const filled: Source = { backfill: 'past', isLive: true, epoch: 3, position: position(10) };

describe('a message for a source', () => {
  it.each<[what: string, source: Source, message: Message, accept: boolean, after: Partial<Source>]>([
    ['a live event', live, event(11), true, { position: position(11) }],
    ['an event that comes again', live, event(9), true, {}],
    ['a late event, whose position is passed', live, event(9, 3, { isLate: true }), true, {}],
    ['an event of an older epoch', live, event(11, 2), false, {}],
    ['an event of a newer epoch', live, event(11, 4), true, { epoch: 4, position: position(11) }],
    ['a mark', live, mark(12), false, { position: position(12) }],
    ['a mark that is behind', live, mark(8), false, {}],
    ['a mark of an older epoch', live, mark(12, 2), false, {}],
    ['a mark of a newer epoch', live, mark(8, 4), false, { epoch: 4 }],
    ['an event of a backfill that it has not asked for', live, event(4, 3, { backfill: 'b' }), false, {}],
    ['the end of a backfill that it has not asked for', live, end('another', 12), false, {}],
    ['a request', live, request, false, {}],

    ['a live event before the end of the backfill', waiting, event(11), false, {}],
    ['a late event before the end of the backfill', waiting, event(9, 3, { isLate: true }), false, {}],
    ['a mark before the end of the backfill', waiting, mark(12), false, {}],
    ['an event of its backfill', waiting, event(4, 3, { backfill: 'past' }), true, {}],
    ['an event of another backfill', waiting, event(4, 3, { backfill: 'another' }), false, {}],
    ['its backfill by an older epoch', waiting, event(4, 2, { backfill: 'past' }), false, {}],
    ['its backfill by a newer epoch', waiting, event(4, 4, { backfill: 'past' }), true, { epoch: 4 }],
    ['the end of its backfill', waiting, end('past', 10), false, { isLive: true, position: position(10) }],
    ['the end of another backfill', waiting, end('another', 10), false, {}],
    ['the end of its backfill by an older epoch', waiting, end('past', 10, 2), false, {}],

    ['a live event after the backfill', filled, event(11), true, { position: position(11) }],
    ['its backfill once more', filled, event(4, 3, { backfill: 'past' }), true, {}],
    ['the end of its backfill once more', filled, end('past', 9), false, {}],
  ])('%s', (_, source, message, accept, after) => {
    expect(receive(source, message)).toEqual({ accept, source: { ...source, ...after } });
  });
});

describe('a new source', () => {
  it('receives live messages at once, or asks for the past first', () => {
    expect(newSource(false)).toEqual({ isLive: true, epoch: 0, position: '' });
    expect(newSource(true)).toEqual({ backfill: expect.any(String), isLive: false, epoch: 0, position: '' });
    expect(newSource(true).backfill).not.toBe(newSource(true).backfill);
  });

  it('is named by the first part of the topic', () => {
    expect(publisherOf('accounts.AccountFilled.v2')).toBe('accounts');
  });
});
