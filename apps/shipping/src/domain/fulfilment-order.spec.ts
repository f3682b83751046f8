import { describe, expect, it } from '@jest/globals';
import { PackItems } from './fulfilment-order.commands.js';
import {
  address,
  after,
  bought,
  cancel,
  create,
  fulfilmentOrderId,
  hold,
  moveTo,
  orderId,
  pack,
  permit,
  pick,
  pot,
  release,
  scan,
  scans,
  shipmentId,
  short,
  Story,
  tea,
  typesOf,
  withdraw,
} from './fulfilment-order.stories.js';
import { CancelShipment, DispatchShipment, SettleShipment } from './shipment.commands.js';

const about = { fulfilmentOrderId, orderId, location: 'main' };
const inHours = (hours: number) =>
  new Date(Date.parse('2026-11-22T10:00:00.000Z') + hours * 3_600_000).toISOString();
const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const dispatch = new DispatchShipment({ fulfilmentOrderId, shipmentId });
const another = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e80';
const one = (sku: string) => ({ sku, quantity: 1 });
const first = { ...tea, quantity: 1 };
const second = { ...tea, first: 1, quantity: 1 };

describe('A fulfilment order', () => {
  it('H5, H6: is created and released at once when no hold is open', () => {
    expect(new Story().do(create())).toEqual([
      expect.objectContaining({ type: 'FulfilmentOrderCreated', ...about, units: [tea, pot], holds: [] }),
      { type: 'FulfilmentReleased', ...about, dueAt: inHours(24) },
    ]);
  });

  it('is created once', () => {
    expect(after(create()).do(create())).toEqual([]);
  });

  it('has a deadline for each step: pick in a day, pack in eight hours', () => {
    const story = after(create());
    expect(story.do(pick(one('POT')))).toMatchObject([{ type: 'ItemsPicked', dueAt: inHours(24) }]);
    expect(story.do(pick())).toMatchObject([{ type: 'ItemsPicked', units: [tea], dueAt: inHours(8) }]);
    story.do(pack());
    expect(story.state).not.toHaveProperty('dueAt');
  });

  it('is unknown before it is created', () => {
    expect(() => new Story().do(pick())).toThrow(refusal('fulfilment-order-unknown'));
    expect(() => after(hold('h-1')).do(pick())).toThrow(refusal('fulfilment-order-unknown'));
  });
});

describe('A hold of the order', () => {
  it('is known by its id: the last one that is released releases the fulfilment order', () => {
    const story = after(create(['h-1', 'h-2']));
    expect(story.count('FulfilmentReleased')).toBe(0);
    expect(typesOf(story.do(release('h-1')))).toEqual(['FulfilmentHoldReleased']);
    expect(typesOf(story.do(release('h-2')))).toEqual(['FulfilmentHoldReleased', 'FulfilmentReleased']);
    expect(story.do(release('h-2'))).toEqual([]);
  });

  it('that was released before it was known does not hold', () => {
    const late = after(create(), release('h-1'));
    expect(late.do(hold('h-1'))).toEqual([]);
    expect(late.state.holds).toEqual([]);
    expect(after(release('h-1'), create(['h-1'])).count('FulfilmentReleased')).toBe(1);
  });

  it('that was known before the fulfilment order holds it', () => {
    const story = after(hold('h-1'), create());
    expect(story.state.holds).toEqual(['h-1']);
    expect(story.count('FulfilmentReleased')).toBe(0);
  });

  it('stops picking and packing', () => {
    expect(() => after(create(), hold('h-1')).do(pick())).toThrow(refusal('fulfilment-held'));
    expect(() => after(create(), pick(), hold('h-1')).do(pack())).toThrow(refusal('fulfilment-held'));
  });

  it('changes nothing when nothing is left to send', () => {
    const sent = after(create(), pick(), pack(), permit, dispatch);
    expect(sent.do(hold('h-1'))).toEqual([]);
    expect(after(create(), cancel).do(hold('h-1'))).toEqual([]);
  });

  it('gives the interrupted step its whole time again', () => {
    const story = after(create(), pick(), hold('h-1'));
    story.now = inHours(7);
    expect(story.do(release('h-1'))).toMatchObject([{ type: 'FulfilmentHoldReleased', dueAt: inHours(15) }]);
  });
});

describe('H7: Picking', () => {
  it('takes everything, or some of it', () => {
    expect(after(create()).do(pick())).toMatchObject([{ units: [tea, pot] }]);
    expect(after(create()).do(pick(one('TEA')))).toMatchObject([{ units: [first] }]);
  });

  it('is done when nothing is left to pick', () => {
    expect(after(create(), pick()).do(pick())).toEqual([]);
  });

  it('takes no more than there is', () => {
    expect(() => after(create()).do(pick({ sku: 'TEA', quantity: 3 }))).toThrow(refusal('units-missing'));
    expect(() => after(create()).do(pick(one('TEA'), { sku: 'TEA', quantity: 2 }))).toThrow(
      refusal('units-missing'),
    );
  });

  it('is refused when the fulfilment order was cancelled', () => {
    expect(() => after(create(), cancel).do(pick())).toThrow(refusal('fulfilment-cancelled'));
  });
});

describe('S11: A short pick', () => {
  it('takes the last units out, as orders does, and the rest goes on', () => {
    const story = after(create());
    expect(story.do(short(one('TEA')))).toMatchObject([{ type: 'ShortPickReported', units: [second] }]);
    expect(story.do(pick())).toMatchObject([{ units: [first, pot] }]);
  });

  it('that leaves nothing ends the fulfilment order', () => {
    const story = after(create([], [pot]), short(one('POT')));
    expect(story.state).not.toHaveProperty('dueAt');
    expect(() => story.do(pick())).toThrow(refusal('fulfilment-cancelled'));
  });
});

describe('Units that the order sends from elsewhere', () => {
  it('leave the fulfilment order while they are not packed', () => {
    const story = after(create(), pick(one('POT')), withdraw([first, pot]));
    expect(story.state).toMatchObject({ unpicked: [second], picked: [], cancelled: [first, pot] });
  });

  it('leave it once', () => {
    expect(after(create(), withdraw([first])).do(withdraw([first]))).toEqual([]);
  });

  it('leave it although it is created afterwards', () => {
    const story = after(withdraw([first]), create());
    expect(story.last('FulfilmentOrderCreated')?.units).toEqual([second, pot]);
    expect(story.state.unpicked).toEqual([second, pot]);
  });

  it('are gone already when they were short', () => {
    expect(after(create(), short(one('TEA'))).do(withdraw([second]))).toEqual([]);
  });

  it('are a discrepancy while they are packed, and leave when they are unpacked', () => {
    const story = after(create([], [tea]), pick(), pack());
    expect(typesOf(story.do(withdraw([first])))).toEqual(['UnitsWithdrawn', 'WorkItemOpened']);
    expect(story.last('WorkItemOpened')).toMatchObject({
      kind: 'stock_discrepancy',
      amount: { amount: 1535 },
    });
    story.do(permit);
    expect(() => story.do(dispatch)).toThrow(refusal('units-given-up'));
    expect(story.do(new CancelShipment({ fulfilmentOrderId, shipmentId }))).toMatchObject([
      { type: 'ShipmentCancelled' },
      { type: 'LabelVoidRequested' },
      { type: 'UnitsWithdrawn', units: [first], tooLate: [], reason: 'unpacked' },
      { type: 'WorkItemClosed' },
    ]);
    expect(story.state).toMatchObject({ unpicked: [second], cancelled: [first] });
  });

  it('are not captured, and stay a discrepancy when they leave nevertheless, until a person has settled it', () => {
    const story = new Story();
    story.do(create([], [tea]), pick(), pack(), withdraw([first]));
    expect(typesOf(story.label(bought))).toEqual(['LabelPurchased']);
    expect(typesOf(story.do(scans(scan(1, 'in_transit', story.now))))).toEqual([
      'ShipmentDispatched',
      'TrackingRecorded',
      'ShipmentInTransit',
    ]);
    const settle = new SettleShipment({ fulfilmentOrderId, shipmentId, resolution: 'A gift.' });
    expect(typesOf(story.do(settle))).toEqual(['ShipmentSettled', 'WorkItemClosed']);
  });
});

describe('H8: Packing', () => {
  it('makes a shipment of everything that is picked, and has a label bought', () => {
    const story = new Story();
    story.do(create(), pick());
    expect(story.do(pack())).toMatchObject([
      { type: 'ItemsPacked', ...about, shipmentId, units: [tea, pot] },
      {
        type: 'LabelRequested',
        attempt: 1,
        lines: [
          { sku: 'TEA', quantity: 2 },
          { sku: 'POT', quantity: 1 },
        ],
        address,
        dueAt: inHours(1 / 60),
      },
    ]);
  });

  it('makes several shipments of one fulfilment order', () => {
    const story = after(create(), pick(), pack(one('TEA')));
    story.do(new PackItems({ fulfilmentOrderId, shipmentId: another }));
    expect(story.shipment().units).toEqual([first]);
    expect(story.shipment(another).units).toEqual([second, pot]);
    expect(story.state.picked).toEqual([]);
  });

  it('is done once per shipment', () => {
    expect(after(create(), pick(one('TEA')), pack(), pick()).do(pack())).toEqual([]);
  });

  it('needs picked items', () => {
    expect(() => after(create()).do(pack())).toThrow(refusal('nothing-picked'));
    expect(() => after(create(), pick(one('POT'))).do(pack(one('TEA')))).toThrow(refusal('units-missing'));
  });
});

describe('D1: The address', () => {
  it('can be corrected until the label is bought', () => {
    const story = after(create(), moveTo('Ockham'), pick(), pack());
    expect(story.last('LabelRequested')?.address.city).toBe('Ockham');
  });

  it('that was corrected before the creation counts', () => {
    expect(after(moveTo('Ockham'), create()).state.address?.city).toBe('Ockham');
  });

  it('is the same address as before: nothing changes', () => {
    expect(after(create()).do(moveTo(address.city))).toEqual([]);
  });
});
