import { describe, expect, it } from '@jest/globals';
import { inventorySamples, ordersSamples, publishedSamples, shippingSamples } from '@waybill/contracts';
import type { DomainEvent, Envelope } from '@waybill/kernel';
import { envelopeOf, NOW } from '@waybill/testing';
import fc from 'fast-check';
import { Timeline, timelineId, type TimelinePage } from './timeline.projection.js';

const placed = ordersSamples['orders.OrderPlaced'];
const { orderId } = placed;
const samples: readonly DomainEvent[] = Object.values(publishedSamples);

interface Message {
  readonly event: DomainEvent;
  readonly envelope: Envelope;
}

const published = (event: DomainEvent, stream: string, revision: number, index: number): Message => ({
  event,
  envelope: { ...envelopeOf(event, index), stream, revision },
});

function fold(messages: readonly Message[]): ReadonlyMap<string, TimelinePage> {
  const pages = new Map<string, TimelinePage>();
  for (const { event, envelope } of messages) {
    for (const key of Timeline.keys(event, envelope)) {
      const page = Timeline.apply(pages.get(key), event, envelope, key);
      if (page) pages.set(key, page);
    }
  }
  return pages;
}

describe('the timeline of an order', () => {
  it('is one document for a usual order, with what happened, when, by whom and why', () => {
    const created = { ...shippingSamples['shipping.FulfilmentOrderCreated'], orderId };
    const pages = fold([published(placed, 'order-1', 0, 0), published(created, 'shipment-1', 0, 1)]);
    expect([...pages.keys()]).toEqual([timelineId(orderId)]);
    const { type, orderId: _orderId, contact, shippingAddress, billingAddress, ...details } = placed;
    const { id, position } = envelopeOf(placed, 0);
    expect(pages.get(orderId)).toMatchObject({
      orderId,
      page: 0,
      entries: [
        {
          id,
          position,
          event: type,
          at: NOW,
          by: { kind: 'user', id: 'somebody' },
          because: id,
          correlationId: id,
          details,
        },
        { event: 'shipping.FulfilmentOrderCreated', details: { location: 'main' } },
      ],
    });
    const shown = JSON.stringify([...pages.values()]);
    for (const personal of [contact.email, shippingAddress.name, billingAddress.city])
      expect(shown).not.toContain(personal);
  });

  it('has a further page for every 25 revisions of a stream', () => {
    const pages = fold([0, 24, 25, 60].map((revision) => published(placed, 'order-1', revision, revision)));
    expect([...pages].map(([id, { page, entries }]) => [id, page, entries.length])).toEqual([
      [orderId, 0, 2],
      [`${orderId}/1`, 1, 1],
      [`${orderId}/2`, 2, 1],
    ]);
  });

  it('has no entry for events that are about no order', () => {
    const { orderId: _orderId, ...ofNoOrder } = inventorySamples['inventory.ReservationConsumed'];
    const { 'inventory.ReorderPointReached': reached } = inventorySamples;
    expect(fold([published(ofNoOrder, 'reservation-1', 0, 0), published(reached, 'stock-1', 0, 1)])).toEqual(
      new Map(),
    );
  });

  it('is the same in whatever order the streams arrive, and when messages arrive twice', () => {
    const streams = ['order-1', 'payment-1', 'shipment-1'];
    const story = fc.array(fc.record({ stream: fc.nat(2), sample: fc.nat(samples.length - 1) }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(story, fc.infiniteStream(fc.nat(4)), (events, choices) => {
        const next = [0, 0, 0];
        const messages = events.map(({ stream, sample }, index) => {
          const revision = next[stream] ?? 0;
          next[stream] = revision + 1;
          return published(samples[sample] ?? placed, streams[stream] ?? '', revision, index);
        });
        const waiting = streams.map((stream) =>
          messages.filter(({ envelope }) => envelope.stream === stream),
        );
        const arrived: Message[] = [];
        while (waiting.some((stream) => stream.length > 0)) {
          const choice = choices.next().value;
          const again = arrived.at(-1);
          if (choice > 2 && again) arrived.push(again);
          const message = waiting[choice % 3]?.shift() ?? waiting.find(({ length }) => length > 0)?.shift();
          if (message) arrived.push(message);
        }
        expect(Object.fromEntries(fold(arrived))).toStrictEqual(Object.fromEntries(fold(messages)));
      }),
    );
  });
});
