import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evolveWith, idFrom, Refusal, type Command } from '@waybill/kernel';
import { NOW } from '@waybill/testing';
import { claimOf, withClaim, withoutClaim, type Claims, type StockClaim } from './claims.js';
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
import { claimedOf, evolve, initial, type StockItemState } from './stock-item.state.js';

const at = { sku: 'TEA', location: 'main' };
const reservation = fc.integer({ min: 1, max: 5 }).map((number) => idFrom('reservation', number));
const transfer = fc.integer({ min: 1, max: 4 }).map((number) => idFrom('transfer', number));
const quantity = fc.integer({ min: 1, max: 12 });
const attempt = fc.integer({ min: 1, max: 3 });

const command: fc.Arbitrary<Command> = fc.oneof(
  quantity.map((some) => new ReceiveStock({ ...at, quantity: some })),
  fc.integer({ min: -12, max: 12 }).map((delta) => new AdjustStock({ ...at, delta, reason: 'correction' })),
  fc.nat(20).map((counted) => new CountStock({ ...at, counted })),
  fc.nat(10).map((reorderPoint) => new SetReorderPoint({ ...at, reorderPoint })),
  fc
    .tuple(reservation, quantity, attempt)
    .map(
      ([reservationId, some, nth]) => new HoldStock({ ...at, reservationId, quantity: some, attempt: nth }),
    ),
  reservation.map((reservationId) => new AllocateStock({ ...at, reservationId })),
  reservation.map((reservationId) => new PickStock({ ...at, reservationId })),
  reservation.map((reservationId) => new ShipStock({ ...at, reservationId, shipmentId: 's-1' })),
  fc
    .tuple(reservation, attempt)
    .map(
      ([reservationId, nth]) => new ReleaseStock({ ...at, reservationId, attempt: nth, reason: 'expired' }),
    ),
  fc
    .tuple(transfer, quantity)
    .map(([transferId, some]) => new TransferOut({ ...at, transferId, to: 'north', quantity: some })),
  fc
    .tuple(transfer, quantity)
    .map(([transferId, some]) => new TransferIn({ ...at, transferId, from: 'north', quantity: some })),
);

describe('For any commands in any order,', () => {
  it('stock is never oversold at any prefix of the log, and the levels are what the claims and movements add up to', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let item = initial;
        const log: StockItemEvent[] = [];
        for (const each of commands) {
          for (const event of decided(each, item)) {
            expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
            item = evolveWith(evolve, item, event);
            log.push(event);
            expect(claimedOf(item)).toBeLessThanOrEqual(item.onHand);
            expect(Math.min(item.onHand, item.held, item.allocated, item.picked)).toBeGreaterThanOrEqual(0);
          }
        }
        expect(item.onHand).toBe(log.reduce((sum, event) => sum + movedBy(event), 0));
        const claims = claimsIn(item.claims);
        for (const stage of ['held', 'allocated', 'picked'] as const) {
          expect(item[stage]).toBe(total(claims.filter((claim) => claim.stage === stage)));
        }
        expect(item.low).toBe(
          item.reorderPoint !== undefined && item.onHand - claimedOf(item) <= item.reorderPoint,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('a command that is repeated at once changes nothing more', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), (commands) => {
        let item = initial;
        for (const each of commands) {
          item = decided(each, item).reduce((before, event) => evolveWith(evolve, before, event), item);
        }
        const last = commands.at(-1);
        if (
          !last ||
          last instanceof ReceiveStock ||
          last instanceof AdjustStock ||
          last instanceof CountStock
        )
          return;
        if (last instanceof HoldStock && !claimOf(item.claims, last.reservationId)) return;
        expect(decided(last, item)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('The claims of an item', () => {
  it('are found by their reservation until they are gone, also after they were written and read as JSON', () => {
    const ids = fc.uniqueArray(fc.uuid(), { maxLength: 50 });
    fc.assert(
      fc.property(ids, (all) => {
        const made = all.reduce<Claims>(
          (before, reservationId, index) =>
            withClaim(before, { reservationId, quantity: index + 1, stage: 'held', attempt: 1 }),
          [],
        );
        const claims: Claims = JSON.parse(JSON.stringify(made));
        for (const [index, id] of all.entries()) expect(claimOf(claims, id)?.quantity).toBe(index + 1);
        expect(claimsIn(claims)).toHaveLength(all.length);
        expect(claimsIn(all.reduce(withoutClaim, claims))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

/** A person's command that is refused makes no events. */
function decided(each: Command, item: StockItemState): readonly StockItemEvent[] {
  const context = {
    id: 'TEA@main',
    now: NOW,
    actor: { kind: 'user', id: 'somebody' },
    newId: () => '',
  } as const;
  try {
    return StockItem.decide(each, item, context) as readonly StockItemEvent[];
  } catch (failure) {
    if (failure instanceof Refusal) return [];
    throw failure;
  }
}

function movedBy(event: StockItemEvent): number {
  if (event.type === 'StockAdjusted') return event.delta;
  if (event.type === 'StockReceived' || event.type === 'StockTransferredIn') return event.quantity;
  return event.type === 'StockShipped' || event.type === 'StockTransferredOut' ? -event.quantity : 0;
}

function claimsIn(claims: Claims): readonly StockClaim[] {
  return claims
    .flatMap((branch) => branch ?? [])
    .flatMap((twig) => twig ?? [])
    .flatMap((leaf) => leaf ?? []);
}

function total(claims: readonly StockClaim[]): number {
  return claims.reduce((sum, claim) => sum + claim.quantity, 0);
}
