import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import { HoldOrder, ReleaseHold } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { Order } from './order.js';
import { EscalateHold, HoldForAddress } from './order.saga-commands.js';
import {
  confirmed,
  main,
  nothing,
  ofOrder,
  orderId,
  placed,
  potParcel,
  shipped,
  south,
  teaParcel,
} from './order-story.samples.js';

const given = sentencesOf(Order);
const LATER = '2026-12-24T10:00:00.000Z';
const later = sentencesOf(Order, LATER);
const holdId = idFrom('sentence', 0);
type Held = Extract<OrderEvent, { type: 'OrderHeld' }>;
const held = (fields: Partial<Held> = {}): Held => ({
  type: 'OrderHeld',
  ...ofOrder,
  holdId,
  reason: 'fraud',
  owner: 'somebody',
  since: NOW,
  until: '2026-11-29T10:00:00.000Z',
  fulfilmentOrderIds: [],
  ...fields,
});
const released = (fields: object = {}): OrderEvent => ({
  type: 'OrderHoldReleased',
  ...ofOrder,
  holdId,
  reason: 'fraud',
  holds: [],
  fulfilmentOrderIds: [],
  ...fields,
});
const cancelled: OrderEvent = {
  type: 'OrderCancelled',
  ...ofOrder,
  units: [],
  reason: 'customer',
  totals: nothing,
};
const hold = new HoldOrder({ orderId, reason: 'fraud' });
const release = new ReleaseHold({ orderId, holdId });

describe('A hold', () => {
  it('has an id, an owner and a deadline, and is opened once', () => {
    given(placed).when(hold).then(held());
    given(placed, held()).when(hold).thenNothing();
  });

  it('ends after 72 hours when it is about a payment, or when its owner says', () => {
    given(placed)
      .when(new HoldOrder({ orderId, reason: 'payment' }))
      .then(held({ reason: 'payment', until: '2026-11-25T10:00:00.000Z' }));
    given(placed)
      .when(new HoldOrder({ orderId, reason: 'fraud', until: '2026-11-23T11:00:00+01:00' }))
      .then(held({ until: '2026-11-23T10:00:00.000Z' }));
    given(placed)
      .when(new HoldOrder({ orderId, reason: 'fraud', until: NOW }))
      .thenRefused('until-past');
  });

  it('is released by its owner, and says which others are still open', () => {
    given(placed, confirmed, held(), held({ holdId: 'other', owner: 'grace' }))
      .when(new ReleaseHold({ orderId, holdId: holdId.toUpperCase() }))
      .then(released({ holds: ['other'], fulfilmentOrderIds: [main, south] }));
    given(placed, held(), released()).when(release).thenNothing();
    given(placed, cancelled).when(release).thenNothing();
  });

  it('is released by nobody else', () => {
    given(placed, held({ owner: 'grace' }))
      .when(release)
      .thenRefused('hold-of-another');
  });

  it('of a saga is released by no person, even one with the name of the saga', () => {
    given(placed, held({ cause: 'payment/p-1' }))
      .when(release)
      .thenRefused('hold-of-another');
  });

  it('needs an order that has not ended, and an id that exists', () => {
    given().when(hold).thenRefused('order-unknown');
    given().when(release).thenRefused('order-unknown');
    given(placed, cancelled).when(hold).thenRefused('order-closed');
    given(placed).when(release).thenRefused('hold-unknown');
  });

  it('ends with the order', () => {
    expect(given(placed, held(), cancelled).state()).toMatchObject({ holds: [] });
  });
});

describe('A hold past its deadline', () => {
  const escalate = new EscalateHold({ orderId, holdId });

  it('opens a work item, which closes when the hold is released', () => {
    const [item] = later(placed, held()).when(escalate).decided();
    expect(item).toMatchObject({
      type: 'WorkItemOpened',
      workItemId: `hold/${holdId}`,
      kind: 'hold_overdue',
    });
    const opened = item as OrderEvent;
    given(placed, held(), opened).when(escalate).thenNothing();
    given(placed, held(), opened)
      .when(release)
      .then(released(), {
        type: 'WorkItemClosed',
        orderId,
        workItemId: `hold/${holdId}`,
        resolution: 'The hold is released.',
      });
  });

  it.each([
    ['P9', 'payment', 'capture/s-1', 'declined'],
    ['D1', 'address', 'label/s-1', 'other'],
  ] as const)('%s: for a %s cancels the order as C5 does', (_, reason, cause, because) => {
    later(placed, confirmed, held({ reason, cause }))
      .when(escalate)
      .then({
        type: 'OrderCancellationRequested',
        ...ofOrder,
        reason: because,
        fulfilmentOrderIds: [main, south],
      });
  });

  it('P9: opens a work item when nothing can be stopped any more', () => {
    const gone = [shipped(teaParcel), shipped(potParcel)];
    expect(
      later(placed, confirmed, held({ reason: 'payment', cause: 'capture/s-1' }), ...gone)
        .when(escalate)
        .decided(),
    ).toMatchObject([{ type: 'WorkItemOpened', kind: 'hold_overdue' }]);
  });

  it('of a person never cancels the order', () => {
    expect(
      later(placed, confirmed, held({ reason: 'payment' }))
        .when(escalate)
        .decided(),
    ).toMatchObject([{ type: 'WorkItemOpened' }]);
  });

  it('that is released, or whose order has ended, does nothing', () => {
    later(placed, held(), released()).when(escalate).thenNothing();
    later(placed, held(), cancelled).when(escalate).thenNothing();
    later().when(escalate).thenNothing();
  });
});

describe('A label that the carrier refuses for its address', () => {
  const refuse = new HoldForAddress({ orderId, shipmentId: 's-1', reason: 'address_refused' });

  it('D1: holds the order for 7 days, once per parcel', () => {
    const opened = held({
      reason: 'address',
      owner: 'orders.shipping',
      cause: 'label/s-1',
      note: 'address_refused',
      fulfilmentOrderIds: [main, south],
    });
    given(placed, confirmed).when(refuse).then(opened);
    given(placed, confirmed, opened).when(refuse).thenNothing();
    given(placed, cancelled).when(refuse).thenNothing();
  });
});
