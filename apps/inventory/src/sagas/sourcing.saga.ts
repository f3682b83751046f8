import type { OrdersPublishedEvent } from '@waybill/contracts';
import { saga, skusOfUnits, type Named, type SagaContext } from '@waybill/kernel';
import { SourceReservation } from '../domain/reservation.saga-commands.js';
import type { Policy, ReservationEvent, SkuQuantity } from '../domain/reservation.events.js';
import { supplyOf, type Supply } from './supply.js';

type Line = SkuQuantity & { readonly policy: Policy };

/**
 * Plans a reservation from the read models. If they show a shortage, waits until they have caught up and plans again.
 */
export const SourcingSaga = saga<
  Named<OrdersPublishedEvent, 'orders.OrderPlaced' | 'orders.ReshipmentRequested'> | ReservationEvent
>()({
  name: 'sourcing',
  on: {
    'orders.OrderPlaced': async ({ orderId, lines: ordered }, context) => {
      const lines = ordered.map(({ sku, quantity, policy }) => ({ sku, quantity, policy }));
      const stock = await stockFor(lines, context);
      return [new SourceReservation({ reservationId: orderId, orderId, lines, isPaid: false, stock })];
    },
    'orders.ReshipmentRequested': async ({ orderId, reservationId, units }, context) => {
      const lines = skusOfUnits(units).map((one) => ({ ...one, policy: 'all_or_nothing' as const }));
      const stock = await stockFor(lines, context);
      return [new SourceReservation({ reservationId, orderId, lines, isPaid: true, stock })];
    },
    ReservationRequested: async ({ reservationId, demand }, context) => {
      const lines = demand.flatMap(linesOf);
      const stock = await stockFor(lines, context);
      return [new SourceReservation({ reservationId, lines, isPaid: false, stock })];
    },
  },
});

async function stockFor(lines: readonly Line[], context: SagaContext): Promise<readonly Supply[]> {
  const skus = [...new Set(lines.map(({ sku }) => sku))];
  const known = await supplyOf(skus, context, { fresh: false });
  const suffices = skus.every(
    (sku) => quantityOf(sku, known, 'available') >= quantityOf(sku, lines, 'quantity'),
  );
  return suffices ? known : supplyOf(skus, context, { fresh: true });
}

function linesOf({ sku, quantity, required }: SkuQuantity & { readonly required: number }): readonly Line[] {
  const all = { sku, quantity: required, policy: 'all_or_nothing' } as const;
  const rest = { sku, quantity: quantity - required, policy: 'partial' } as const;
  return [all, rest].filter((line) => line.quantity > 0);
}

function quantityOf<F extends string>(
  sku: string,
  all: readonly ({ readonly sku: string } & { readonly [K in F]: number })[],
  field: F,
): number {
  return all.reduce((sum, one) => (one.sku === sku ? sum + one[field] : sum), 0);
}
