import { describe, expect, it } from '@jest/globals';
import {
  inventorySamples,
  ordersSamples,
  paymentsSamples,
  shippingSamples,
  type ClosedWorkItem,
  type OpenedWorkItem,
  type PublishedEvent,
} from '@waybill/contracts';
import type { Envelope } from '@waybill/kernel';
import { envelopeOf, NOW, whenProjected } from '@waybill/testing';
import fc from 'fast-check';
import { WorkItems, type WorkItem } from './work-items.projection.js';

const opened = paymentsSamples['payments.WorkItemOpened'];
const closed = paymentsSamples['payments.WorkItemClosed'];
const { type: _, ...facts } = { ...opened, amount: { amount: 3070, currency: 'EUR' } };
const withAmount = { ...facts, type: 'payments.WorkItemOpened' } as const;
const workItemId = 'payments:capture:4a1f0f52';
const open = {
  ...facts,
  workItemId,
  context: 'payments',
  status: 'open',
  minorUnits: 3070,
  currency: 'EUR',
  openedAt: NOW,
};

const sameId = (event: WorkItemEvent): WorkItemEvent => ({ ...event, workItemId: opened.workItemId });

describe('A work item', () => {
  it('shows what waits, why, how much is at stake and what resolves it', () => {
    whenProjected(WorkItems, withAmount).then({ [workItemId]: { ...open, revision: 0 } });
  });

  it('shows how it was resolved', () => {
    const { resolution } = closed;
    whenProjected(WorkItems, withAmount, closed).then({
      [workItemId]: { ...open, status: 'closed', closedAt: NOW, resolution, revision: 1 },
    });
  });

  it('is open again when its problem is back, with nothing of its former end', () => {
    whenProjected(WorkItems, withAmount, closed, withAmount).then({ [workItemId]: { ...open, revision: 2 } });
  });

  it('is of one context: two contexts may give the same id', () => {
    const { documents } = whenProjected(
      WorkItems,
      opened,
      sameId(ordersSamples['orders.WorkItemOpened']),
      sameId(inventorySamples['inventory.WorkItemOpened']),
      sameId(shippingSamples['shipping.WorkItemOpened']),
      sameId(shippingSamples['shipping.WorkItemClosed']),
    );
    expect([...documents.values()].map(({ context, status }) => [context, status])).toEqual([
      ['payments', 'open'],
      ['orders', 'open'],
      ['inventory', 'open'],
      ['shipping', 'closed'],
    ]);
  });

  it('keeps its age when what is known of it changes', () => {
    const later = { ...open, reason: 'The bank has refused again.' };
    const messages = [message(withAmount, 0, 0), message({ ...withAmount, reason: later.reason }, 1, 60)];
    expect(fold(messages)).toEqual({ [workItemId]: { ...later, revision: 1 } });
  });

  it('is the same in whatever order the streams arrive, and when messages arrive again', () => {
    const step = fc.record({ item: fc.nat(3), isOpening: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.infiniteStream(fc.nat(7)), (story, choices) => {
        const revisions = [0, 0, 0, 0];
        const messages = story.map(({ item, isOpening }, index) => {
          const revision = revisions[item] ?? 0;
          revisions[item] = revision + 1;
          const event = { ...(isOpening ? withAmount : closed), workItemId: `capture/${item}` };
          return message(event, revision, index, `payment-${item}`);
        });
        expect(fold(arrival(messages, choices))).toStrictEqual(fold(messages));
        expect(statusesOf(fold(messages))).toEqual(expectedStatuses(messages));
      }),
    );
  });
});

type WorkItemEvent = Extract<PublishedEvent, OpenedWorkItem | ClosedWorkItem>;

interface Message {
  readonly event: WorkItemEvent;
  readonly envelope: Envelope;
}

function message(event: Message['event'], revision: number, second: number, stream = 'payment-1'): Message {
  const envelope = envelopeOf(event, second);
  const occurredAt = new Date(Date.parse(NOW) + second * 1_000).toISOString();
  return { event, envelope: { ...envelope, stream, revision, meta: { ...envelope.meta, occurredAt } } };
}

function fold(messages: readonly Message[]): Readonly<Record<string, WorkItem>> {
  const items: Record<string, WorkItem> = {};
  for (const { event, envelope } of messages) {
    for (const key of WorkItems.keys(event, envelope)) {
      const item = WorkItems.apply(items[key], event, envelope, key);
      if (item) items[key] = item;
    }
  }
  return items;
}

/** The messages as a queue may bring them: each stream in its order, the streams mixed, and some messages again. */
function arrival(messages: readonly Message[], choices: Iterator<number>): readonly Message[] {
  const waiting = [...Map.groupBy(messages, ({ envelope }) => envelope.stream).values()];
  const arrived: Message[] = [];
  while (waiting.some((stream) => stream.length > 0)) {
    const choice = Number(choices.next().value);
    const again = arrived[arrived.length - choice];
    if (choice > 3 && again) arrived.push(again);
    const next =
      waiting[choice % waiting.length]?.shift() ?? waiting.find(({ length }) => length > 0)?.shift();
    if (next) arrived.push(next);
  }
  return arrived;
}

const statusesOf = (items: Readonly<Record<string, WorkItem>>) =>
  Object.fromEntries(Object.values(items).map(({ workItemId: id, status }) => [id, status]));

/** What the last event of each stream says; an item that was never opened is none. */
function expectedStatuses(messages: readonly Message[]): Readonly<Record<string, string>> {
  const isOpening = ({ event }: Message) => event.type.endsWith('Opened');
  const streams = [...Map.groupBy(messages, ({ event }) => event.workItemId)];
  return Object.fromEntries(
    streams
      .filter(([, events]) => events.some(isOpening))
      .map(([id, events]) => {
        const last = events.at(-1);
        return [`payments:${id.replace('/', ':')}`, last && isOpening(last) ? 'open' : 'closed'];
      }),
  );
}
