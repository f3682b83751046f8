import { saga } from '@waybill/kernel';
import { RecordHold, RecordHoldRefusal } from '../domain/reservation.saga-commands.js';
import type { Claim, ReservationEvent } from '../domain/reservation.events.js';
import { AllocateStock, HoldStock, ReleaseStock } from '../domain/stock-item.saga-commands.js';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';

/** Makes the claims of the stock items follow their reservations. */
export const HoldingSaga = saga<ReservationEvent | StockItemEvent>()({
  name: 'holding',
  on: {
    ReservationSourced: hold,
    ReservationResourced: hold,
    ReservationReholdRequested: hold,
    StockHeld: ({ reservationId, sku, location, quantity, attempt }) => [
      new RecordHold({ reservationId, sku, location, quantity, attempt }),
    ],
    StockHoldRefused: async ({ reservationId, sku, location, available, attempt }, context) => {
      const known = await context.read(StockBySku, sku, { fresh: true });
      const alternatives = (known?.locations ?? []).map((at) => ({
        location: at.location,
        available: at.available,
      }));
      return [new RecordHoldRefusal({ reservationId, sku, location, available, attempt, alternatives })];
    },
    ReservationCommitted: ({ reservationId, claims }) =>
      claims.map(({ sku, location }) => new AllocateStock({ sku, location, reservationId })),
    ReservationRejected: (event) => release(event, event.reason),
    ReservationCommitRejected: (event) => release(event, event.reason),
    ReservationReleased: (event) => release(event, event.reason),
    ReservationPartiallyReleased: (event) => release(event, event.reason),
    ReservationExpired: (event) => release(event, 'expired'),
    ReservationClaimReturned: (event) => release(event, 'not-needed'),
  },
});

interface OfClaims {
  readonly reservationId: string;
  readonly claims: readonly Claim[];
  readonly attempt: number;
}

function hold({ reservationId, claims, attempt }: OfClaims): readonly HoldStock[] {
  return claims.map(
    ({ sku, location, quantity }) => new HoldStock({ sku, location, reservationId, quantity, attempt }),
  );
}

function release({ reservationId, claims, attempt }: OfClaims, reason: string): readonly ReleaseStock[] {
  return claims.map(
    ({ sku, location }) => new ReleaseStock({ sku, location, reservationId, attempt, reason }),
  );
}
