import { saga } from '@waybill/kernel';
import { RecordAllocated, RecordHeld, RecordHoldRefusal } from '../domain/reservation.saga-commands.js';
import { claimantOf, type OwnClaim, type ReservationEvent } from '../domain/reservation.events.js';
import { AllocateStock, HoldStock, ReleaseStock, ShipStock } from '../domain/stock-item.saga-commands.js';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { allocateClaims } from './allocation.js';
import { alternativesFor } from './supply.js';

/** Makes the claims of the stock items follow their reservations. */
export const HoldingSaga = saga<ReservationEvent | StockItemEvent>()({
  name: 'holding',
  on: {
    ReservationSourced: (event) => hold(event, event.claims),
    ReservationTakenOver: (event) => [
      ...hold(event, event.claims),
      ...release(event, event.freed, 'not_needed'),
    ],
    ReservationReplanned: (event) => [...hold(event, event.instead), ...hold(event, event.again)],
    ReservationClaimBroken: (event) => hold(event, event.instead),
    ReservationMoveStarted: (event) => hold(event, event.instead),
    ReservationReholdRequested: (event) => {
      const since = Math.min(...event.claims.map(({ attempt }) => attempt));
      return hold(event, event.claims, since);
    },
    StockHeld: ({ sku, location, claimant, reservationId, quantity, attempt, before, after }) => {
      const held = [...before, { sku, location, quantity, attempt }];
      const [next, ...rest] = after;
      if (!next) return [new RecordHeld({ reservationId, claims: held })];
      return [new HoldStock({ ...next, claimant, reservationId, since: 0, before: held, after: rest })];
    },
    StockHoldRefused: async (event, context) => {
      const { sku, location, reservationId, requested, available, attempt, before, after } = event;
      const refused = { sku, location, quantity: requested, attempt };
      const alternatives = await alternativesFor(event, context);
      const answer = { refused, available, before, after, alternatives };
      return [new RecordHoldRefusal({ reservationId, ...answer })];
    },
    ReservationClaimsHeld: (event) => [
      ...release(event, event.freed, 'reallocated'),
      ...(event.isWantedNow ? allocateClaims(event, event.claims) : []),
    ],
    ReservationCommitRequested: (event) => allocateClaims(event, event.claims),
    StockAllocated: ({ sku, location, claimant, reservationId, claims, before, after }) => {
      const allocated = [...before, ...claims.map(({ attempt }) => ({ sku, location, attempt }))];
      return goOn({ claimant, reservationId }, allocated, after);
    },
    StockAllocationRefused: ({ claimant, reservationId, before, after }) =>
      goOn({ claimant, reservationId }, before, after),
    ReservationReallocated: (event) => release(event, event.freed, 'reallocated'),
    ReservationMoveEnded: (event) => release(event, event.claims, 'not_needed'),
    ReservationClaimsReturned: (event) => release(event, event.claims, 'not_needed'),
    ReservationRejected: (event) => release(event, event.claims, event.reason),
    ReservationCommitRejected: (event) => release(event, event.claims, event.reason),
    ReservationReleased: (event) => release(event, event.claims, event.reason),
    ReservationExpired: (event) => release(event, event.claims, 'expired'),
    ReservationHandedOver: (event) => {
      const { shipmentId } = event;
      return event.claims.map(
        ({ sku, location, quantity }) =>
          new ShipStock({ sku, location, claimant: claimantOf(event), quantity, shipmentId }),
      );
    },
  },
});

interface OfReservation {
  readonly reservationId: string;
  readonly orderId?: string;
}

/** Each attempt asks for its claims one after the other, so that the reservation has one answer to record. */
function hold(event: OfReservation, claims: readonly OwnClaim[], since = 0): readonly HoldStock[] {
  const { reservationId } = event;
  const claimant = claimantOf(event);
  return [...Map.groupBy(claims, ({ attempt }) => attempt).values()].flatMap(([first, ...after]) =>
    first ? [new HoldStock({ ...first, claimant, reservationId, since, before: [], after })] : [],
  );
}

function goOn(
  { claimant, reservationId }: { readonly claimant: string; readonly reservationId: string },
  allocated: AllocateStock['before'],
  [next, ...after]: AllocateStock['after'],
): readonly (AllocateStock | RecordAllocated)[] {
  if (!next) return [new RecordAllocated({ reservationId, claims: allocated })];
  return [new AllocateStock({ ...next, claimant, reservationId, before: allocated, after })];
}

function release(event: OfReservation, claims: readonly OwnClaim[], reason: string): readonly ReleaseStock[] {
  const { reservationId } = event;
  return claims.map(
    (claim) => new ReleaseStock({ ...claim, claimant: claimantOf(event), reservationId, reason }),
  );
}
