import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evolveWith, idFrom, Refusal, type Command } from '@waybill/kernel';
import { NOW } from '@waybill/testing';
import {
  allClaims,
  claimOf,
  claimsOf,
  NO_STAGES,
  withClaim,
  type Claims,
  type StockClaim,
} from './claims.js';
import {
  AdjustStock,
  CountStock,
  ReceiveStock,
  ReclassifyStock,
  SetReorderPoint,
} from './stock-item.commands.js';
import type { StockItemEvent } from './stock-item.events.js';
import { StockItem } from './stock-item.js';
import {
  AllocateStock,
  HoldStock,
  PickStock,
  ReleaseStock,
  ReleaseUnits,
  ReportShortPick,
  ShipStock,
  TransferIn,
  TransferOut,
  UnpickStock,
} from './stock-item.saga-commands.js';
import { evolve, initial, type StockItemState } from './stock-item.state.js';
import { claimedOf, onHandOf } from './stock-levels.state.js';

const at = { sku: 'TEA', location: 'main' };
const alone = { before: [], after: [] };
const claimant = fc.integer({ min: 1, max: 5 }).map((number) => idFrom('reservation', number));
const quantity = fc.integer({ min: 1, max: 12 });
const attempt = fc.integer({ min: 1, max: 3 });
const bucket = fc.constantFrom('available', 'damaged', 'quarantine', 'inspection');
const some = fc.record({ claimant, quantity, attempt, bucket, to: bucket, since: fc.nat(2) });

type Some = typeof some extends fc.Arbitrary<infer T> ? T : never;

const makers: readonly ((one: Some) => Command)[] = [
  (one) => new ReceiveStock({ ...at, quantity: one.quantity }),
  (one) => new ReceiveStock({ ...at, quantity: one.quantity, bucket: one.bucket }),
  (one) => new AdjustStock({ ...at, bucket: one.bucket, delta: one.quantity - 6, reason: 'correction' }),
  (one) => new ReclassifyStock({ ...at, from: one.bucket, to: one.to, quantity: one.quantity, reason: 'x' }),
  (one) => new CountStock({ ...at, counted: one.quantity }),
  (one) => new SetReorderPoint({ ...at, reorderPoint: one.quantity }),
  (one) => new HoldStock({ ...at, ...one, ...alone, reservationId: one.claimant }),
  (one) => new HoldStock({ ...at, ...one, ...alone, reservationId: one.claimant }),
  (one) => new AllocateStock({ ...at, claimant: one.claimant, reservationId: one.claimant, ...alone }),
  (one) => new PickStock({ ...at, ...one }),
  (one) => new UnpickStock({ ...at, ...one }),
  (one) => new ShipStock({ ...at, ...one, shipmentId: 's-1' }),
  (one) => new ReleaseStock({ ...at, ...one, reservationId: one.claimant, reason: 'expired' }),
  (one) => new ReleaseUnits({ ...at, ...one, reason: 'cancelled' }),
  (one) => new ReportShortPick({ ...at, ...one }),
  (one) => new TransferOut({ ...at, transferId: 't-1', to: 'north', quantity: one.quantity }),
  (one) => new TransferIn({ ...at, transferId: 't-1', from: 'north', quantity: one.quantity }),
];
const command = fc.tuple(fc.constantFrom(...makers), some).map(([make, one]) => make(one));

describe('For any commands in any order,', () => {
  it('stock is never oversold after any decision, and levels and ledger are what the claims and movements add up to', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let item = initial;
        for (const each of commands) {
          for (const event of decided(each, item)) {
            expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
            expect('entry' in event ? event.entry : item.entry).toBe(item.entry);
            const onHand = onHandOf(item.balance) + movedBy(event, item);
            item = evolveWith(evolve, item, event);
            expect(onHandOf(item.balance)).toBe(onHand);
            expect(
              Math.min(...Object.values(item.balance), item.held, item.allocated, item.picked),
            ).toBeGreaterThanOrEqual(0);
          }
          expect(claimedOf(item)).toBeLessThanOrEqual(item.balance.available);
        }
        const claims = allClaims(item.claims);
        for (const stage of ['held', 'allocated', 'picked'] as const) {
          expect(item[stage]).toBe(claims.reduce((sum, claim) => sum + claim[stage], 0));
        }
        expect(item.low).toBe(
          item.reorderPoint !== undefined && item.balance.available - claimedOf(item) <= item.reorderPoint,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('no more leaves for claims than has come', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let item = initial;
        let come = 0;
        let left = 0;
        for (const each of commands) {
          for (const event of decided(each, item)) {
            const moved = movedBy(event, item);
            item = evolveWith(evolve, item, event);
            if (event.type === 'StockShipped') left -= moved;
            else if (moved > 0) come += moved;
          }
        }
        expect(left).toBeLessThanOrEqual(come);
      }),
      { numRuns: 300 },
    );
  });
});

describe('The claims of an item', () => {
  it('are found by their claimant until they are gone, also after they were written and read as JSON', () => {
    const ids = fc.uniqueArray(fc.uuid(), { maxLength: 50 });
    const claimFor = (id: string, order: number): StockClaim => ({
      ...NO_STAGES,
      claimant: id,
      reservationId: id,
      attempt: 1,
      order,
      held: order + 1,
    });
    fc.assert(
      fc.property(ids, (all) => {
        const made = all.reduce<Claims>((before, id, order) => withClaim(before, claimFor(id, order)), []);
        const claims: Claims = JSON.parse(JSON.stringify(made));
        for (const [order, id] of all.entries()) {
          expect(claimsOf(claims, id)).toEqual([claimFor(id, order)]);
          expect(claimOf(claims, claimFor(id, order))?.held).toBe(order + 1);
        }
        expect(allClaims(claims)).toHaveLength(all.length);
        const none = all.reduce((before, id) => withClaim(before, { ...claimFor(id, 0), held: 0 }), claims);
        expect(allClaims(none)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

let receipts = 0;

/** A person's command that is refused makes no events. */
function decided(each: Command, item: StockItemState): readonly StockItemEvent[] {
  const context = {
    id: 'TEA@main',
    now: NOW,
    actor: { kind: 'user', id: 'somebody' },
    newId: () => idFrom('receipt', (receipts += 1)),
  } as const;
  try {
    return StockItem.decide(each, item, context) as readonly StockItemEvent[];
  } catch (failure) {
    if (failure instanceof Refusal) return [];
    throw failure;
  }
}

/** By how much the stock on hand changes; goods that leave without a claim take what there is. */
function movedBy(event: StockItemEvent, { balance }: StockItemState): number {
  if (event.type === 'StockAdjusted') return event.delta;
  if (event.type === 'StockReceived' || event.type === 'StockTransferredIn') return event.quantity;
  if (event.type === 'StockShipped' || event.type === 'StockTransferredOut') return -event.quantity;
  return event.type === 'StockShippedUnclaimed' ? -Math.min(event.quantity, balance.available) : 0;
}
