import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { PackItems, PickItems } from './fulfilment-order.commands.js';
import {
  after,
  answer,
  cancel,
  create,
  fulfilmentOrderId,
  ofShipment,
  pack,
  permit,
  pick,
  pot,
  scan,
  scans,
  short,
  tea,
  typesOf,
} from './fulfilment-order.stories.js';
import { CancelShipment, DispatchShipment, RequestLabel } from './shipment.commands.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const dispatch = new DispatchShipment(ofShipment);
const shipped = () => after(create(), pick(), pack(), permit, dispatch);

describe('A cancellation', () => {
  it('C3: succeeds at once while nothing is picked', () => {
    expect(after(create()).do(cancel)).toMatchObject([
      { type: 'FulfilmentCancelled', units: [tea, pot], reason: 'customer' },
    ]);
  });

  it('C3: that comes before the creation succeeds with it', () => {
    const story = after(cancel, cancel, create(['h-1']));
    expect(typesOf(story.events)).toEqual([
      'FulfilmentCancellationRequested',
      'FulfilmentOrderCreated',
      'FulfilmentCancelled',
    ]);
  });

  it('C4: asks the warehouse when something is picked, and waits four hours for its answer', () => {
    const story = after(create(), pick({ sku: 'POT', quantity: 1 }));
    expect(story.do(cancel)).toMatchObject([
      { type: 'FulfilmentCancellationRequested', dueAt: '2026-11-22T14:00:00.000Z' },
    ]);
    expect(story.do(cancel)).toEqual([]);
    expect(story.do(answer(true))).toMatchObject([
      { type: 'FulfilmentCancelled', units: [tea, pot], reason: 'customer' },
    ]);
    expect(story.do(answer(true))).toEqual([]);
  });

  it('C4: stops all work until it is answered', () => {
    const asked = after(create(), pick({ sku: 'POT', quantity: 1 }), pack(), permit, cancel);
    for (const command of [
      new PickItems({ fulfilmentOrderId }),
      new PackItems({ fulfilmentOrderId, shipmentId: idFrom('another') }),
      dispatch,
    ]) {
      expect(() => asked.do(command)).toThrow(refusal('cancellation-requested'));
    }
  });

  it('C4: that the warehouse refuses lets the fulfilment order go on', () => {
    const story = after(create(), pick(), cancel);
    expect(story.do(answer(false))).toMatchObject([
      { type: 'FulfilmentCancellationRejected', reason: 'warehouse', dueAt: '2026-11-22T18:00:00.000Z' },
    ]);
    expect(typesOf(story.do(pack()))).toEqual(['ItemsPacked', 'LabelRequested']);
    expect(typesOf(story.do(cancel))).toEqual(['FulfilmentCancellationRequested']);
  });

  it('C5: of a labelled parcel cancels it, has its label voided, and only then gives up the units', () => {
    const story = after(create(), pick(), pack(), cancel);
    expect(story.do(answer(true))).toMatchObject([
      { type: 'ShipmentCancelled', units: [tea, pot], reason: 'customer' },
      { type: 'LabelVoidRequested', attempt: 1 },
      { type: 'FulfilmentCancelled', units: [tea, pot] },
    ]);
    expect(() => story.do(dispatch)).toThrow(refusal('shipment-cancelled'));
    expect(() => story.do(new RequestLabel(ofShipment))).toThrow(refusal('shipment-cancelled'));
  });

  it('C7: comes too late when everything has left', () => {
    expect(shipped().do(cancel)).toMatchObject([
      { type: 'FulfilmentCancellationRejected', reason: 'shipped' },
    ]);
  });

  it('C8: of a partly sent fulfilment order gives up the rest', () => {
    const story = after(create(), pick({ sku: 'TEA', quantity: 2 }), pack(), permit, dispatch);
    expect(story.do(cancel)).toMatchObject([{ type: 'FulfilmentCancelled', units: [pot] }]);
    expect(story.do(cancel)).toMatchObject([{ type: 'FulfilmentCancellationRejected', reason: 'shipped' }]);
  });

  it('is answered, too, when nothing was on the shelf', () => {
    const story = after(create([], [pot]), short({ sku: 'POT', quantity: 1 }));
    expect(story.do(cancel)).toMatchObject([{ type: 'FulfilmentCancelled', units: [] }]);
    expect(story.do(cancel)).toEqual([]);
  });

  it('C12: is answered by the carrier when the parcel has left unnoticed', () => {
    const story = after(create(), pick(), pack(), permit, cancel);
    expect(typesOf(story.do(scans(scan(1, 'in_transit', story.now))))).toEqual([
      'ShipmentDispatched',
      'TrackingRecorded',
      'ShipmentInTransit',
      'FulfilmentCancellationRejected',
    ]);
  });

  it('C14: that the warehouse does not answer becomes a work item, which ends with the answer', () => {
    const story = after(create(), pick(), cancel);
    expect(story.pass(4)).toMatchObject([
      { type: 'FulfilmentOverdue', waitingFor: 'cancellation' },
      { type: 'WorkItemOpened', kind: 'cancellation_overdue', amount: { amount: 7070, currency: 'EUR' } },
    ]);
    expect(story.pass(100)).toEqual([]);
    expect(typesOf(story.do(answer(true)))).toEqual(['FulfilmentCancelled', 'WorkItemClosed']);
  });

  it('that nobody has asked for cannot be answered', () => {
    expect(() => after(create()).do(answer(true))).toThrow(refusal('cancellation-unrequested'));
  });
});

describe('A shipment that a person cancels', () => {
  const unpack = new CancelShipment(ofShipment);

  it('goes back on the shelf, and the fulfilment order goes on with another shipment', () => {
    const story = after(create(), pick(), pack());
    expect(story.do(unpack)).toMatchObject([
      { type: 'ShipmentCancelled', units: [tea, pot], reason: 'staff', dueAt: '2026-11-23T10:00:00.000Z' },
      { type: 'LabelVoidRequested' },
    ]);
    story.do(pick(), new PackItems({ fulfilmentOrderId, shipmentId: idFrom('another') }));
    expect(story.shipment(idFrom('another')).units).toEqual([tea, pot]);
  });

  it('is cancelled once, and not after it has left', () => {
    expect(after(create(), pick(), pack(), unpack).do(unpack)).toEqual([]);
    expect(() => shipped().do(unpack)).toThrow(refusal('shipment-shipped'));
  });

  it('cannot be packed again under its id', () => {
    expect(() => after(create(), pick(), pack(), unpack, pick()).do(pack())).toThrow(
      refusal('shipment-cancelled'),
    );
  });
});
