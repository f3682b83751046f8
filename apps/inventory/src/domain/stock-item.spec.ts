import { describe, expect, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { allClaims, claimsOf } from './claims.js';
import {
  AdjustStock,
  CountStock,
  ReceiveStock,
  ReclassifyStock,
  SetReorderPoint,
} from './stock-item.commands.js';
import type { Balance, ByStage, StockItemEvent } from './stock-item.events.js';
import { StockItem } from './stock-item.js';
import {
  AllocateStock,
  BreakClaims,
  HoldStock,
  PickStock,
  ReleaseStock,
  ReleaseUnits,
  ReportShortPick,
  ShipStock,
  TransferExcessOut,
  TransferIn,
  TransferOut,
  UnpickStock,
  VacateStock,
} from './stock-item.saga-commands.js';
import { availableOf } from './stock-levels.state.js';

const given = sentencesOf(StockItem);
const at = { sku: 'TEA', location: 'main' };
const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const another = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e62';
const transferId = '01930f70-1111-7000-8000-000000000001';
const receiptId = '01930f71-0000-7000-8000-000000000001';
const alone = { before: [], after: [] };
const own = { ...at, claimant: reservationId };

const after = (entry: number, balance: Partial<Balance>) => ({
  entry,
  balance: { available: 0, damaged: 0, quarantine: 0, inspection: 0, ...balance },
});
const stages = (some: Partial<ByStage>): ByStage => ({ held: 0, allocated: 0, picked: 0, ...some });

const received: StockItemEvent = {
  type: 'StockReceived',
  ...at,
  receiptId,
  quantity: 10,
  bucket: 'available',
  ...after(0, { available: 10 }),
};
const heldBy = (id: string, quantity: number, attempt = 1): Named<StockItemEvent, 'StockHeld'> => ({
  type: 'StockHeld',
  ...at,
  claimant: id,
  reservationId: id,
  attempt,
  quantity,
  ...alone,
});
const held = heldBy(reservationId, 4);
const claimed = { ...own, reservationId, attempt: 1, quantity: 4 };
const allocated: StockItemEvent = {
  type: 'StockAllocated',
  ...own,
  reservationId,
  claims: [{ attempt: 1, quantity: 4 }],
  ...alone,
};
const picked: Named<StockItemEvent, 'StockPicked'> = { type: 'StockPicked', ...claimed };
const shipped: StockItemEvent = {
  type: 'StockShipped',
  ...claimed,
  stages: stages({ picked: 4 }),
  shipmentId: 's-1',
  ...after(1, { available: 6 }),
};
const broken = (
  of: { readonly reservationId: string; readonly quantity: number; readonly attempt: number },
  some: Partial<ByStage>,
  reason: 'shortfall' | 'short_pick' = 'shortfall',
): StockItemEvent => ({
  type: 'StockClaimBroken',
  ...at,
  claimant: of.reservationId,
  reservationId: of.reservationId,
  attempt: of.attempt,
  quantity: of.quantity,
  stages: stages(some),
  reason,
});
const watched: StockItemEvent = { type: 'ReorderPointSet', ...at, reorderPoint: 6 };
const reached: StockItemEvent = { type: 'ReorderPointReached', ...at, available: 6, reorderPoint: 6 };

const holdOf = (id: string, quantity: number, attempt = 1, since = 0) =>
  new HoldStock({ ...at, claimant: id, reservationId: id, quantity, attempt, since, ...alone });
const hold = holdOf(reservationId, 4);
const allocate = new AllocateStock({ ...own, reservationId, ...alone });
const pick = (quantity = 4) => new PickStock({ ...own, quantity });
const ship = (quantity = 4) => new ShipStock({ ...own, quantity, shipmentId: 's-1' });
const release = new ReleaseStock({ ...own, reservationId, attempt: 1, quantity: 4, reason: 'expired' });
const count = (counted: number) => new CountStock({ ...at, counted });

const detected = (missing: number): StockItemEvent => ({ type: 'StockShortfallDetected', ...at, missing });

const opened = (kind: 'stock_shortfall' | 'stock_discrepancy', reason: string): StockItemEvent => ({
  type: 'WorkItemOpened',
  workItemId: `${kind}/TEA@main`,
  kind,
  about: { type: 'stock', id: 'TEA@main' },
  reason,
  resolutions: [
    { request: 'POST /v1/stock/TEA/main/count', effect: 'counts the shelf and corrects its stock' },
  ],
});
const shortfallOpened = opened('stock_shortfall', 'Units that are claimed are not there.');

describe('Stock', () => {
  it('is received with its cost, lot and expiry', () => {
    const details = {
      unitCost: { amount: 430, currency: 'EUR' },
      lot: 'L-1',
      expiresOn: '2027-01-31',
      reference: 'PO-1',
    };
    given()
      .when(new ReceiveStock({ ...at, receiptId, quantity: 10, ...details }))
      .then({ ...received, ...details });
  });

  it('is received once by the id of the receipt, which may be left out', () => {
    given(received)
      .when(new ReceiveStock({ ...at, receiptId, quantity: 10 }))
      .thenNothing();
    given(received)
      .when(new ReceiveStock({ ...at, receiptId, quantity: 9 }))
      .thenRefused('receipt-exists');
    const twice = given(received)
      .when(new ReceiveStock({ ...at, quantity: 10 }))
      .decided();
    expect(twice).toMatchObject([{ type: 'StockReceived', balance: { available: 20 } }]);
  });

  it('remembers two hundred receipts', () => {
    const many = Array.from({ length: 250 }, (_, entry): StockItemEvent => ({
      ...received,
      receiptId: `receipt-${entry}`,
      ...after(entry, { available: 10 * (entry + 1) }),
    }));
    expect(given(...many).state().receipts).toHaveLength(200);
  });

  it('is received into quarantine, where nobody can claim it', () => {
    const quarantined = given()
      .when(new ReceiveStock({ ...at, receiptId, quantity: 10, bucket: 'quarantine' }))
      .decided() as readonly StockItemEvent[];
    expect(quarantined).toMatchObject([{ bucket: 'quarantine', balance: { available: 0, quarantine: 10 } }]);
    expect(
      given(...quarantined)
        .when(hold)
        .decided(),
    ).toMatchObject([{ type: 'StockHoldRefused', available: 0 }]);
  });

  it('is adjusted up and down, bucket by bucket', () => {
    given(received)
      .when(new AdjustStock({ ...at, delta: -3, reason: 'damaged' }))
      .then({
        type: 'StockAdjusted',
        ...at,
        bucket: 'available',
        delta: -3,
        reason: 'damaged',
        ...after(1, { available: 7 }),
      });
    given(received)
      .when(new AdjustStock({ ...at, bucket: 'damaged', delta: 2, reason: 'found' }))
      .then({
        type: 'StockAdjusted',
        ...at,
        bucket: 'damaged',
        delta: 2,
        reason: 'found',
        ...after(1, { available: 10, damaged: 2 }),
      });
    given(received)
      .when(new AdjustStock({ ...at, delta: 0, reason: 'found' }))
      .thenNothing();
  });

  it('is adjusted only in the direction of the reason', () => {
    for (const reason of ['damaged', 'expired', 'lost'] as const) {
      given(received)
        .when(new AdjustStock({ ...at, delta: 5, reason }))
        .thenRefused('adjustment-sign');
    }
    given(received)
      .when(new AdjustStock({ ...at, delta: -5, reason: 'found' }))
      .thenRefused('adjustment-sign');
    for (const delta of [-1, 1]) {
      for (const reason of ['correction', 'other'] as const) {
        expect(
          given(received)
            .when(new AdjustStock({ ...at, delta, reason }))
            .decided(),
        ).toHaveLength(1);
      }
    }
  });

  it('is never adjusted or reclassified below nothing', () => {
    given(received)
      .when(new AdjustStock({ ...at, delta: -11, reason: 'lost' }))
      .thenRefused('stock-short');
    given(received)
      .when(new ReclassifyStock({ ...at, from: 'damaged', to: 'available', quantity: 1, reason: 'repaired' }))
      .thenRefused('stock-short');
  });

  it('is reclassified from one bucket to another', () => {
    const reclassify = { from: 'available', to: 'damaged', quantity: 2, reason: 'dented' } as const;
    given(received)
      .when(new ReclassifyStock({ ...at, ...reclassify }))
      .then({ type: 'StockReclassified', ...at, ...reclassify, ...after(1, { available: 8, damaged: 2 }) });
    given(received)
      .when(new ReclassifyStock({ ...at, ...reclassify, to: 'available' }))
      .thenRefused('same-bucket');
  });
});

describe('A count', () => {
  const counted = (number: number): StockItemEvent => ({
    type: 'StockCounted',
    ...at,
    bucket: 'available',
    counted: number,
    expected: 10,
  });
  const corrected = (delta: number): StockItemEvent => ({
    type: 'StockAdjusted',
    ...at,
    bucket: 'available',
    delta,
    reason: 'counted',
    ...after(1, { available: 10 + delta }),
  });

  it('CC1: that finds more corrects the stock', () => {
    given(received).when(count(12)).then(counted(12), corrected(2));
    given(received).when(count(10)).then(counted(10));
  });

  it('CC2: that finds less than expected and enough for the claims corrects the stock', () => {
    given(received, held).when(count(4)).then(counted(4), corrected(-6));
  });

  it('CC3, S10: below the claims is accepted: held claims break before allocated ones before picked ones, the latest first', () => {
    const first = heldBy(reservationId, 2);
    const second = { ...heldBy(another, 4), claimant: another };
    const secondAllocated: StockItemEvent = {
      ...allocated,
      claimant: another,
      reservationId: another,
      claims: [{ attempt: 1, quantity: 4 }],
    };
    const third = heldBy('third', 2);
    const fourth = heldBy('fourth', 1);
    const past = [received, first, second, secondAllocated, third, fourth] as const;
    given(...past)
      .when(count(7))
      .then(
        counted(7),
        corrected(-3),
        detected(2),
        broken(fourth, { held: 1 }),
        broken({ ...third, quantity: 1 }, { held: 1 }),
        shortfallOpened,
      );
    given(...past)
      .when(count(3))
      .then(
        counted(3),
        corrected(-7),
        detected(6),
        broken(fourth, { held: 1 }),
        broken(third, { held: 2 }),
        broken({ ...second, quantity: 1 }, { allocated: 1 }),
        broken(first, { held: 2 }),
        shortfallOpened,
      );
  });

  it('CC3: breaks picked units last', () => {
    const pickedTwo: StockItemEvent = { type: 'StockPicked', ...claimed, quantity: 2 };
    given(received, held, allocated, pickedTwo)
      .when(count(1))
      .then(
        counted(1),
        corrected(-9),
        detected(3),
        broken({ ...held, quantity: 3 }, { allocated: 2, picked: 1 }),
        shortfallOpened,
      );
  });

  it('closes the work item of the shelf, and opens it once', () => {
    const short = given(received, held).when(count(3)).decided() as readonly StockItemEvent[];
    const [, again] = [3, 2].map((number) =>
      given(received, held, ...short)
        .when(count(number))
        .decided(),
    );
    expect(
      given(received, held, ...short)
        .when(count(3))
        .decided(),
    ).toMatchObject([
      { type: 'StockCounted' },
      { type: 'WorkItemClosed', workItemId: 'stock_shortfall/TEA@main' },
    ]);
    expect(again?.map(({ type }) => type)).toEqual([
      'StockCounted',
      'StockAdjusted',
      'WorkItemClosed',
      'StockShortfallDetected',
      'StockClaimBroken',
      'WorkItemOpened',
    ]);
  });

  it('of another bucket leaves the claims alone', () => {
    given(received, held)
      .when(new CountStock({ ...at, bucket: 'damaged', counted: 0 }))
      .then({ type: 'StockCounted', ...at, bucket: 'damaged', counted: 0, expected: 0 });
  });

  it('S10: an adjustment and a reclassification below the claims break them, too', () => {
    for (const command of [
      new AdjustStock({ ...at, delta: -7, reason: 'lost' }),
      new ReclassifyStock({ ...at, from: 'available', to: 'damaged', quantity: 7, reason: 'flood' }),
    ]) {
      expect(given(received, held).when(command).decided()).toMatchObject([
        { balance: { available: 3 } },
        { type: 'StockShortfallDetected', missing: 1 },
        { type: 'StockClaimBroken', quantity: 1 },
        { type: 'WorkItemOpened' },
      ]);
    }
  });

  it('S10: that breaks more claims than an append can hold goes on in further ones', () => {
    const many = Array.from({ length: 450 }, (_, index) => heldBy(`reservation-${index}`, 1));
    const full: StockItemEvent = { ...received, quantity: 450, ...after(0, { available: 450 }) };
    let past: readonly StockItemEvent[] = [full, ...many];
    const first = given(...past)
      .when(count(0))
      .decided() as readonly StockItemEvent[];
    expect(first.filter(({ type }) => type === 'StockClaimBroken')).toHaveLength(200);
    expect(first).toContainEqual({ type: 'StockShortfallRemains', ...at, missing: 250 });
    past = [...past, ...first];
    for (const left of [50, 0]) {
      const more = given(...past)
        .when(new BreakClaims(at))
        .decided() as readonly StockItemEvent[];
      const remains = more.filter(({ type }) => type === 'StockShortfallRemains');
      expect(remains).toEqual(left > 0 ? [{ type: 'StockShortfallRemains', ...at, missing: left }] : []);
      past = [...past, ...more];
    }
    expect(allClaims(given(...past).state().claims)).toEqual([]);
    given(...past)
      .when(new BreakClaims(at))
      .thenNothing();
  });
});

describe('A claim on stock', () => {
  it('H1, H3, H7, H11: is held, allocated, picked and shipped', () => {
    given(received).when(hold).then(held);
    given(received, held).when(allocate).then(allocated);
    given(received, held, allocated).when(pick()).then(picked);
    given(received, held, allocated, picked).when(ship()).then(shipped);
    const whole = given(received, held, allocated, picked, shipped).state();
    expect(whole).toMatchObject({ balance: { available: 6 }, held: 0, allocated: 0, picked: 0 });
    expect(claimsOf(whole.claims, reservationId)).toEqual([]);
  });

  it('H7, H11: is picked and shipped in parts', () => {
    const pickedTwo: StockItemEvent = { ...picked, quantity: 2 };
    const shippedOne = {
      ...claimed,
      type: 'StockShipped',
      quantity: 1,
      stages: stages({ picked: 1 }),
      shipmentId: 's-1',
      ...after(1, { available: 9 }),
    } as const;
    given(received, held, allocated).when(pick(2)).then(pickedTwo);
    given(received, held, allocated, pickedTwo).when(ship(1)).then(shippedOne);
    const left = given(received, held, allocated, pickedTwo, shippedOne).state();
    expect(claimsOf(left.claims, reservationId)).toMatchObject([{ allocated: 2, picked: 1 }]);
  });

  it('S1: is refused as an event when it is more than what is available', () => {
    given(received, held)
      .when(holdOf(another, 7))
      .then({
        type: 'StockHoldRefused',
        ...at,
        reservationId: another,
        requested: 7,
        available: 6,
        attempt: 1,
        ...alone,
      });
  });

  it('passes on the claims that are held before and after it, and the places that are asked for an allocation', () => {
    const before = [{ sku: 'POT', location: 'main', quantity: 1, attempt: 1 }];
    const next = [{ sku: 'MUG', location: 'main', quantity: 1, attempt: 1 }];
    given(received)
      .when(new HoldStock({ ...hold, before, after: next }))
      .then({ ...held, before, after: next });
    const places = [{ sku: 'MUG', location: 'main' }];
    given(received, held)
      .when(new AllocateStock({ ...allocate, before, after: places }))
      .then({ ...allocated, before, after: places });
  });

  it('answers a repeated allocation, and one for nothing, so that the round goes on', () => {
    given(received, held, allocated)
      .when(allocate)
      .then({ ...allocated, claims: [{ attempt: 1, quantity: 0 }] });
    given(received)
      .when(allocate)
      .then({ type: 'StockAllocationRefused', ...own, reservationId, ...alone });
  });

  it('is not held or released twice', () => {
    given(received, held).when(hold).thenNothing();
    given(received, held, allocated).when(hold).thenNothing();
    given(received).when(release).thenNothing();
  });

  it('ships what was not reported as picked yet', () => {
    given(received, held, allocated)
      .when(ship())
      .then({ ...shipped, stages: stages({ allocated: 4 }) });
  });

  it('C5: of a parcel that does not leave goes back to allocated', () => {
    const unpick = new UnpickStock({ ...own, quantity: 4 });
    given(received, held, allocated, picked)
      .when(unpick)
      .then({ type: 'StockUnpicked', ...claimed });
    given(received, held, allocated).when(unpick).thenNothing();
  });

  it('C3, C4: of cancelled units is free again, in whatever stage it is', () => {
    const cancel = new ReleaseUnits({ ...own, quantity: 3, reason: 'order_cancelled' });
    const pickedThree: StockItemEvent = { type: 'StockPicked', ...claimed, quantity: 3 };
    given(received, held, allocated, pickedThree)
      .when(cancel)
      .then({
        type: 'StockReleased',
        ...claimed,
        quantity: 3,
        stages: stages({ allocated: 1, picked: 2 }),
        reason: 'order_cancelled',
        by: 'fulfilment',
      });
    given(received).when(cancel).thenNothing();
  });

  it('is released from wherever it has got to', () => {
    const freed = (some: Partial<ByStage>): StockItemEvent => ({
      type: 'StockReleased',
      ...claimed,
      stages: stages(some),
      reason: 'expired',
      by: 'reservation',
    });
    given(received, held)
      .when(release)
      .then(freed({ held: 4 }));
    given(received, held, allocated)
      .when(release)
      .then(freed({ allocated: 4 }));
    given(received, held, allocated, picked)
      .when(release)
      .then(freed({ picked: 4 }));
  });

  it('S8: of a later attempt replaces dead claims, and is not released for an earlier one', () => {
    const again = heldBy(reservationId, 10, 2);
    given(received, held)
      .when(holdOf(reservationId, 10, 2, 2))
      .then(
        {
          type: 'StockReleased',
          ...claimed,
          stages: stages({ held: 4 }),
          reason: 'held_again',
          by: 'reservation',
        },
        again,
      );
    given(received, again).when(release).thenNothing();
  });

  it('of a later attempt stands beside the earlier one when that is alive', () => {
    const more = heldBy(reservationId, 2, 2);
    given(received, held)
      .when(holdOf(reservationId, 2, 2))
      .then(more);
    given(received, held, more)
      .when(allocate)
      .then({
        ...allocated,
        claims: [
          { attempt: 1, quantity: 4 },
          { attempt: 2, quantity: 2 },
        ],
      });
  });
});

describe('Goods that leave without a claim', () => {
  it('become an event, take down the stock and open a discrepancy', () => {
    given(received)
      .when(ship(2))
      .then(
        {
          type: 'StockShippedUnclaimed',
          ...own,
          shipmentId: 's-1',
          quantity: 2,
          ...after(1, { available: 8 }),
        },
        opened('stock_discrepancy', `2 have left for ${reservationId} without a claim.`),
      );
  });

  it('take what is claimed first, and break the claims of others when they took their goods', () => {
    const other = heldBy(another, 6);
    expect(given(received, held, allocated, other).when(ship(5)).decided()).toMatchObject([
      { type: 'StockShipped', quantity: 4 },
      { type: 'StockShippedUnclaimed', quantity: 1, balance: { available: 5 } },
      { type: 'WorkItemOpened', kind: 'stock_discrepancy' },
      { type: 'StockShortfallDetected', missing: 1 },
      { type: 'StockClaimBroken', reservationId: another, quantity: 1 },
      { type: 'WorkItemOpened', kind: 'stock_shortfall' },
    ]);
  });

  it('never make stock negative', () => {
    expect(given(received).when(ship(12)).decided()).toMatchObject([
      { type: 'StockShippedUnclaimed', quantity: 12, balance: { available: 0 } },
      { type: 'WorkItemOpened' },
    ]);
  });

  it('are settled by the next count', () => {
    const left = given(received).when(ship(2)).decided() as readonly StockItemEvent[];
    expect(
      given(received, ...left)
        .when(count(8))
        .decided(),
    ).toMatchObject([
      { type: 'StockCounted' },
      { type: 'WorkItemClosed', workItemId: 'stock_discrepancy/TEA@main' },
    ]);
  });
});

describe('A short pick', () => {
  const short = (quantity: number) => new ReportShortPick({ ...own, quantity });

  it('S11: takes the units from the stock and from the claim, and asks for a count', () => {
    given(received, held, allocated)
      .when(short(1))
      .then(
        broken({ ...held, quantity: 1 }, { allocated: 1 }, 'short_pick'),
        {
          type: 'StockAdjusted',
          ...at,
          bucket: 'available',
          delta: -1,
          reason: 'short_pick',
          ...after(1, { available: 9 }),
        },
        opened('stock_shortfall', '1 to be picked were not there.'),
      );
  });

  it('S11: changes nothing for units whose claim a count has broken before', () => {
    given(received).when(short(1)).thenNothing();
  });
});

describe('A suspended location', () => {
  it('S14: asks every claim that is not picked to move', () => {
    const pickedThree: StockItemEvent = { type: 'StockPicked', ...claimed, quantity: 3 };
    given(received, held, allocated, pickedThree, heldBy(another, 2))
      .when(new VacateStock({ ...at, after: -1 }))
      .then(
        { type: 'StockMoveRequested', ...claimed, quantity: 1 },
        {
          type: 'StockMoveRequested',
          ...at,
          claimant: another,
          reservationId: another,
          attempt: 1,
          quantity: 2,
        },
      );
    given(received)
      .when(new VacateStock({ ...at, after: -1 }))
      .thenNothing();
  });

  it('S14: goes on after the last one when there are too many for one append', () => {
    const many = Array.from({ length: 250 }, (_, index) => heldBy(`reservation-${index}`, 1));
    const full: StockItemEvent = { ...received, quantity: 250, ...after(0, { available: 250 }) };
    const first = given(full, ...many)
      .when(new VacateStock({ ...at, after: -1 }))
      .decided();
    expect(first).toHaveLength(200);
    expect(first.at(-1)).toMatchObject({ after: 199 });
    const rest = given(full, ...many)
      .when(new VacateStock({ ...at, after: 199 }))
      .decided();
    expect(rest).toHaveLength(50);
    expect(rest.at(-1)).not.toHaveProperty('after');
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
    given(received, watched, held, reached).when(holdOf(another, 1)).then(heldBy(another, 1));
    given(received)
      .when(new SetReorderPoint({ ...at, reorderPoint: 10 }))
      .then({ ...watched, reorderPoint: 10 }, { ...reached, available: 10, reorderPoint: 10 });
  });

  it('is cleared when more is available again', () => {
    const events = given(received, watched, held, reached).when(release).decided();
    expect(events.at(-1)).toEqual({ type: 'ReorderPointCleared', ...at, available: 10, reorderPoint: 6 });
  });
});

describe('A transfer', () => {
  const out = new TransferOut({ ...at, transferId, to: 'north', quantity: 3 });

  it('T1: takes out what is available, and nothing that is claimed', () => {
    given(received)
      .when(out)
      .then({
        type: 'StockTransferredOut',
        ...at,
        transferId,
        quantity: 3,
        to: 'north',
        ...after(1, { available: 7 }),
      });
    given(received, heldBy(reservationId, 8))
      .when(out)
      .then({ type: 'StockTransferRefused', ...at, transferId, requested: 3, available: 2 });
  });

  it('T2: puts in what arrives', () => {
    given()
      .when(new TransferIn({ ...at, transferId, from: 'north', quantity: 3 }))
      .then({
        type: 'StockTransferredIn',
        ...at,
        transferId,
        quantity: 3,
        from: 'north',
        ...after(0, { available: 3 }),
      });
  });

  it('T3: takes from the source what it sent beyond its word, and asks for a count', () => {
    const excess = new TransferExcessOut({ ...at, transferId, to: 'north', quantity: 2 });
    expect(given(received).when(excess).decided()).toMatchObject([
      { type: 'StockTransferredOut', quantity: 2, balance: { available: 8 } },
      { type: 'WorkItemOpened', kind: 'stock_discrepancy' },
    ]);
  });
});

describe('The available stock', () => {
  it('is what is in the bucket and not claimed', () => {
    const balance = { available: 10, damaged: 5, quarantine: 5, inspection: 5 };
    expect(availableOf({ balance, held: 1, allocated: 2, picked: 3, low: false })).toBe(4);
  });
});
