import { describe, expect, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import {
  address,
  after,
  answer,
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
  shipmentId,
  short,
  tea,
  withdraw,
  type Story,
} from '../domain/fulfilment-order.stories.js';
import { packedUnits, shippedUnits } from '../domain/fulfilment-order.state.js';
import { CancelShipment, DispatchShipment } from '../domain/shipment.commands.js';
import { FulfilmentView } from './fulfilment-view.projection.js';

const dispatch = new DispatchShipment({ fulfilmentOrderId, shipmentId });
const unpack = new CancelShipment({ fulfilmentOrderId, shipmentId });
const one = { sku: 'TEA', quantity: 1 };

function documentOf(story: Story) {
  return whenProjected(FulfilmentView, ...story.events).documents.get(fulfilmentOrderId);
}

describe('FulfilmentView', () => {
  it('shows what is to be picked, where, and by when', () => {
    expect(documentOf(after(create()))).toEqual({
      fulfilmentOrderId,
      orderId,
      location: 'main',
      status: 'released',
      isReleased: true,
      units: { unpicked: [tea, pot], picked: [], packed: [], shipped: [], short: [], cancelled: [] },
      address,
      contact: { email: 'ada@example.com', locale: 'en-GB' },
      shippingMethod: 'standard',
      holds: [],
      shipmentIds: [],
      dueAt: '2026-11-23T10:00:00.000Z',
      overdue: 'none',
      createdAt: NOW,
      updatedAt: NOW,
      revision: 1,
    });
  });

  it.each([
    ['on_hold', after(create(['h-1']))],
    ['released', after(create(['h-1']), release('h-1'))],
    ['picking', after(create(), pick(one))],
    ['picking', after(create(), short(one), pick(one))],
    ['picked', after(create(), pick())],
    ['on_hold', after(create(), pick(), hold('h-1'))],
    ['packed', after(create(), pick(), pack())],
    ['released', after(create(), withdraw([tea]), moveTo('Ockham'))],
    ['picked', after(create(), pick(), pack(one))],
    ['cancel_requested', after(create(), pick(), cancel)],
    ['picked', after(create(), pick(), cancel, answer(false))],
    ['cancelled', after(create(), pick(), pack(), cancel, answer(true))],
    ['released', after(create(), pick(), pack(), unpack)],
    ['closed', after(create(), pick(), pack(), permit, dispatch)],
    ['closed', after(create(), pick(one), pack(), permit, dispatch, cancel)],
    ['picking', after(create(), pick(one), pack(), permit, dispatch)],
    ['cancelled', after(create([], [pot]), short({ sku: 'POT', quantity: 1 }))],
  ])('shows where every unit is, as the stream says: %s', (status, story) => {
    const { unpicked, picked, short: missing, cancelled } = story.state;
    const packed = packedUnits(story.state);
    const shipped = shippedUnits(story.state);
    const units = { unpicked, picked, packed, shipped, short: missing, cancelled };
    expect(documentOf(story)).toMatchObject({ status, units, holds: story.state.holds });
  });

  it('shows what is overdue until the step is taken', () => {
    const story = after(create());
    story.pass(24);
    expect(documentOf(story)).toMatchObject({ overdue: 'pick' });
    expect(documentOf(story)).not.toHaveProperty('dueAt');
    story.do(pick());
    expect(documentOf(story)).toMatchObject({ overdue: 'none', dueAt: '2026-11-23T18:00:00.000Z' });
  });

  it('shows the shipments that were made of it, and a corrected address', () => {
    const document = documentOf(after(create(), moveTo('Ockham'), pick(), pack()));
    expect(document).toMatchObject({ shipmentIds: [shipmentId], address: { city: 'Ockham' } });
  });

  it('counts every event of the stream, and shows none before the creation', () => {
    const story = after(create(), pick(), pack(), permit, dispatch);
    expect(documentOf(story)?.revision).toBe(story.events.length - 1);
    expect(documentOf(after(hold('h-1')))).toBeUndefined();
  });
});
