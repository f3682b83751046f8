import { describe, expect, it } from '@jest/globals';
import { idFrom, Refusal, type Command } from '@waybill/kernel';
import { NOW } from '@waybill/testing';
import fc from 'fast-check';
import { CancelOrder, HoldOrder, PlaceOrder, ReleaseHold } from './order.commands.js';
import { Order } from './order.js';
import {
  CancelMissingLines,
  ConfirmOrder,
  EscalateCancellation,
  ExpireOrder,
  RecordDelivered,
  RecordRelease,
  RecordShipmentCancelled,
  RecordShipmentKept,
  RecordShipped,
  RejectOrder,
} from './order.saga-commands.js';

const orderId = idFrom('an order');
const tea = { sku: 'TEA', quantity: 2 };
const pot = { sku: 'POT', quantity: 1 };
const place = new PlaceOrder({
  orderId,
  customerId: 'ada',
  currency: 'EUR',
  lines: [
    { ...tea, unitPrice: 1000 },
    { ...pot, unitPrice: 3000 },
  ],
  shippingAddress: { name: 'Ada', street: '12 Square', city: 'London', postalCode: 'SW1Y', country: 'GB' },
  paymentMethod: 'tok_approve',
});
const confirm = new ConfirmOrder({
  orderId,
  claims: [
    { ...tea, location: 'main' },
    { ...pot, location: 'south' },
  ],
});
const shipments = [
  { orderId, location: 'main', shipmentId: 's-main', lines: [tea] },
  { orderId, location: 'south', shipmentId: 's-south', lines: [pot] },
];
const command = fc.constantFrom<Command>(
  place,
  confirm,
  new HoldOrder({ orderId, hold: 'fraud' }),
  new HoldOrder({ orderId, hold: 'manual', note: 'Call the customer.' }),
  new ReleaseHold({ orderId, hold: 'fraud' }),
  new CancelOrder({ orderId, reason: 'customer' }),
  new CancelMissingLines({ orderId, shortages: [{ sku: 'POT', missing: 1 }] }),
  new RejectOrder({ orderId, reason: 'declined', shortages: [] }),
  new ExpireOrder({ orderId }),
  new EscalateCancellation({ orderId }),
  ...shipments.flatMap(({ lines, ...shipment }) => [
    new RecordRelease(shipment),
    new RecordShipped({ ...shipment, lines }),
    new RecordDelivered({ ...shipment, lines }),
    new RecordShipmentCancelled(shipment),
    new RecordShipmentKept(shipment),
  ]),
);
const story = fc
  .tuple(fc.constantFrom([], [place], [place, confirm]), fc.array(command, { maxLength: 30 }))
  .map(([first, rest]) => [...first, ...rest]);

describe('For any commands in any order', () => {
  it('the events and the state of an order are the same after they were written and read as JSON', () => {
    fc.assert(
      fc.property(story, (commands) => {
        let order = Order.initial;
        for (const each of commands) {
          for (const event of decide(each, order)) {
            expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
            order = Order.evolve(order, event);
            expect(order).toStrictEqual(JSON.parse(JSON.stringify(order)));
          }
        }
      }),
    );
  });
});

/** A command that is refused makes no events. */
function decide(each: Command, order: typeof Order.initial) {
  const actor = { kind: 'user', id: 'somebody' } as const;
  try {
    return Order.decide(each, order, { id: orderId, now: NOW, actor, newId: () => '' });
  } catch (failure) {
    if (failure instanceof Refusal) return [];
    throw failure;
  }
}
