import { saga } from '@waybill/kernel';
import type { LocationEvent } from '../domain/location.events.js';
import {
  MoveClaim,
  RecordBrokenClaim,
  RecordReleased,
  RecordShipped,
} from '../domain/reservation.saga-commands.js';
import { BreakClaims, VacateStock } from '../domain/stock-item.saga-commands.js';
import type { OfClaim, StockItemEvent } from '../domain/stock-item.events.js';
import { shardId, SHARDS, SkusAtLocation } from '../projections/skus-at-location.projection.js';
import { alternativesFor } from './supply.js';

/** Tells reservations what has become of their claims: not there, to be moved, shipped, or free again. */
export const ReallocationSaga = saga<StockItemEvent | LocationEvent>()({
  name: 'reallocation',
  on: {
    StockClaimBroken: async (event, context) => [
      new RecordBrokenClaim({
        reservationId: event.reservationId,
        claim: claimIn(event),
        reason: event.reason,
        alternatives: await alternativesFor(event, context),
      }),
    ],
    StockShortfallRemains: ({ sku, location }) => [new BreakClaims({ sku, location })],
    LocationSuspended: async ({ location }, context) => {
      const shards = await Promise.all(
        Array.from({ length: SHARDS }, (_, shard) =>
          context.read(SkusAtLocation, shardId(location, shard), { fresh: true }),
        ),
      );
      const skus = shards.flatMap((document) => document?.skus ?? []);
      return skus.map((sku) => new VacateStock({ sku, location, after: -1 }));
    },
    StockMoveRequested: async (event, context) => {
      const { sku, location, reservationId, after } = event;
      const alternatives = await alternativesFor(event, context);
      return [
        new MoveClaim({ reservationId, claim: claimIn(event), alternatives }),
        ...(after === undefined ? [] : [new VacateStock({ sku, location, after })]),
      ];
    },
    StockShipped: (event) => [
      new RecordShipped({
        reservationId: event.reservationId,
        claim: claimIn(event),
        shipmentId: event.shipmentId,
      }),
    ],
    StockReleased: (event) =>
      event.by === 'reservation'
        ? []
        : [
            new RecordReleased({
              reservationId: event.reservationId,
              claim: claimIn(event),
              reason: event.reason,
            }),
          ],
  },
});

function claimIn({ sku, location, quantity, attempt }: OfClaim) {
  return { sku, location, quantity, attempt };
}
