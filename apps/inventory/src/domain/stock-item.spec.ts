import { describe, expect, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { claimOf } from './claims.js';
import { AdjustStock, CountStock, ReceiveStock, SetReorderPoint } from './stock-item.commands.js';
import {
  AllocateStock,
  HoldStock,
  PickStock,
  ReleaseStock,
  ShipStock,
  TransferIn,
  TransferOut,
} from './stock-item.saga-commands.js';
import type { StockItemEvent } from './stock-item.events.js';
import { StockItem } from './stock-item.js';
import { availableOf } from './stock-item.state.js';

const given = sentencesOf(StockItem);
const at = { sku: 'TEA', location: 'main' };
const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const another = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e62';
const transferId = '01930f70-1111-7000-8000-000000000001';

const received: StockItemEvent = { type: 'StockReceived', ...at, quantity: 10 };
const held: Named<StockItemEvent, 'StockHeld'> = {
  type: 'StockHeld',
  ...at,
  reservationId,
  quantity: 4,
  attempt: 1,
};
const claimed = { ...at, reservationId, quantity: 4 };
const allocated: StockItemEvent = { type: 'StockAllocated', ...claimed };
const picked: StockItemEvent = { type: 'StockPicked', ...claimed };
const shipped: StockItemEvent = { type: 'StockShipped', ...claimed, shipmentId: 's-1' };
const watched: StockItemEvent = { type: 'ReorderPointSet', ...at, reorderPoint: 6 };
const reached: StockItemEvent = { type: 'ReorderPointReached', ...at, available: 6, reorderPoint: 6 };

const hold = new HoldStock({ ...at, reservationId, quantity: 4, attempt: 1 });
const allocate = new AllocateStock({ ...at, reservationId });
const pick = new PickStock({ ...at, reservationId });
const ship = new ShipStock({ ...at, reservationId, shipmentId: 's-1' });
const release = new ReleaseStock({ ...at, reservationId, attempt: 1, reason: 'expired' });
const releasedFrom = (stage: 'held' | 'allocated' | 'picked'): StockItemEvent => ({
  type: 'StockReleased',
  ...claimed,
  stage,
  reason: 'expired',
});

describe('Stock', () => {
  it('is received', () => {
    given()
      .when(new ReceiveStock({ ...at, quantity: 10, reference: 'PO-1' }))
      .then({ ...received, reference: 'PO-1' });
  });

  it('is adjusted up and down', () => {
    given(received)
      .when(new AdjustStock({ ...at, delta: -3, reason: 'damaged' }))
      .then({ type: 'StockAdjusted', ...at, delta: -3, reason: 'damaged' });
    given()
      .when(new AdjustStock({ ...at, delta: 2, reason: 'found' }))
      .then({ type: 'StockAdjusted', ...at, delta: 2, reason: 'found' });
    given(received)
      .when(new AdjustStock({ ...at, delta: 0, reason: 'found' }))
      .thenNothing();
  });

  it('is never adjusted below nothing, nor below what is claimed', () => {
    given(received)
      .when(new AdjustStock({ ...at, delta: -11, reason: 'lost' }))
      .thenRefused('stock-short');
    given(received, held)
      .when(new AdjustStock({ ...at, delta: -7, reason: 'lost' }))
      .thenRefused('stock-claimed');
  });

  it('is corrected by a count, with an event for the difference', () => {
    given(received)
      .when(new CountStock({ ...at, counted: 9 }))
      .then(
        { type: 'StockCounted', ...at, counted: 9, expected: 10 },
        { type: 'StockAdjusted', ...at, delta: -1, reason: 'counted' },
      );
    given(received)
      .when(new CountStock({ ...at, counted: 10 }))
      .then({ type: 'StockCounted', ...at, counted: 10, expected: 10 });
  });

  it('is not counted below what is claimed', () => {
    given(received, held)
      .when(new CountStock({ ...at, counted: 3 }))
      .thenRefused('stock-claimed');
  });
});

describe('A claim on stock', () => {
  it('is held, allocated, picked and shipped', () => {
    const whole = given(received, held, allocated, picked, shipped).state();
    given(received).when(hold).then(held);
    given(received, held).when(allocate).then(allocated);
    given(received, held, allocated).when(pick).then(picked);
    given(received, held, allocated, picked).when(ship).then(shipped);
    expect(whole).toMatchObject({ onHand: 6, held: 0, allocated: 0, picked: 0 });
    expect(claimOf(whole.claims, reservationId)).toBeUndefined();
  });

  it('is refused as an event when it is more than what is available', () => {
    given(received, held)
      .when(new HoldStock({ ...at, reservationId: another, quantity: 7, attempt: 1 }))
      .then({
        type: 'StockHoldRefused',
        ...at,
        reservationId: another,
        requested: 7,
        available: 6,
        attempt: 1,
      });
    given()
      .when(hold)
      .then({
        type: 'StockHoldRefused',
        ...at,
        reservationId,
        requested: 4,
        available: 0,
        attempt: 1,
      });
  });

  it('does not change when a command is repeated', () => {
    given(received, held).when(hold).thenNothing();
    given(received, held, allocated).when(hold).thenNothing();
    given(received, held, allocated).when(allocate).thenNothing();
    given(received, held, allocated, picked).when(pick).thenNothing();
    given(received, held, allocated, picked, shipped).when(ship).thenNothing();
    given(received, held, releasedFrom('held')).when(release).thenNothing();
  });

  it('catches up when a later step arrives first', () => {
    given(received, held).when(pick).then(allocated, picked);
    given(received, held).when(ship).then(allocated, picked, shipped);
    given(received, held, allocated).when(ship).then(picked, shipped);
  });

  it('is released from wherever it has got to', () => {
    given(received, held).when(release).then(releasedFrom('held'));
    given(received, held, allocated).when(release).then(releasedFrom('allocated'));
    given(received, held, allocated, picked).when(release).then(releasedFrom('picked'));
  });

  it('of a later attempt is not released for an earlier one, and replaces its claim', () => {
    const again = { ...held, attempt: 2 };
    given(received, again).when(release).thenNothing();
    given(received, held)
      .when(new HoldStock({ ...at, reservationId, quantity: 4, attempt: 2 }))
      .then({ ...releasedFrom('held'), reason: 'held-again' }, again);
    given(received, again).when(hold).thenNothing();
  });

  it('that does not exist is not allocated, picked, shipped or released', () => {
    for (const command of [allocate, pick, ship, release]) given(received).when(command).thenNothing();
  });
});

describe('The reorder point', () => {
  it('is set, once', () => {
    given(received)
      .when(new SetReorderPoint({ ...at, reorderPoint: 6 }))
      .then(watched);
    given(received, watched)
      .when(new SetReorderPoint({ ...at, reorderPoint: 6 }))
      .thenNothing();
  });

  it('is reached once, in the append that reaches it', () => {
    given(received, watched).when(hold).then(held, reached);
    given(received, watched, held, reached)
      .when(new HoldStock({ ...at, reservationId: another, quantity: 1, attempt: 1 }))
      .then({ ...held, reservationId: another, quantity: 1 });
    given(received)
      .when(new SetReorderPoint({ ...at, reorderPoint: 10 }))
      .then({ ...watched, reorderPoint: 10 }, { ...reached, available: 10, reorderPoint: 10 });
  });

  it('is cleared when more is available again', () => {
    given(received, watched, held, reached)
      .when(release)
      .then(releasedFrom('held'), { type: 'ReorderPointCleared', ...at, available: 10, reorderPoint: 6 });
    given(received, watched, held, reached)
      .when(new ReceiveStock({ ...at, quantity: 1 }))
      .then(
        { ...received, quantity: 1 },
        { type: 'ReorderPointCleared', ...at, available: 7, reorderPoint: 6 },
      );
  });
});

describe('A transfer', () => {
  const out = new TransferOut({ ...at, transferId, to: 'north', quantity: 3 });
  const takenOut: StockItemEvent = {
    type: 'StockTransferredOut',
    ...at,
    transferId,
    quantity: 3,
    to: 'north',
  };
  const takenIn: StockItemEvent = {
    type: 'StockTransferredIn',
    ...at,
    transferId,
    quantity: 3,
    from: 'north',
  };

  it('takes out what is available, and nothing else', () => {
    given(received).when(out).then(takenOut);
    given(received, { ...held, quantity: 8 })
      .when(out)
      .then({ type: 'StockTransferRefused', ...at, transferId, requested: 3, available: 2 });
  });

  it('moves stock once, however often it is commanded', () => {
    given(received, takenOut).when(out).thenNothing();
    const into = new TransferIn({ ...at, transferId, from: 'north', quantity: 3 });
    given().when(into).then(takenIn);
    given(takenIn).when(into).thenNothing();
  });
});

describe('The available stock', () => {
  it('is what is on hand and not claimed', () => {
    expect(availableOf({ onHand: 10, held: 1, allocated: 2, picked: 3, low: false })).toBe(4);
  });
});
