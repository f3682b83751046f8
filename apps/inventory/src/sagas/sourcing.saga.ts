import type { OrdersPublishedEvent } from '@waybill/contracts';
import { saga, type Named, type SagaContext } from '@waybill/kernel';
import { SourceReservation } from '../domain/reservation.saga-commands.js';
import type { ReservationEvent, SkuQuantity } from '../domain/reservation.events.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';

/**
 * Plans a reservation from the read model. If that shows a shortage, waits until the read model has caught up and plans
 * again.
 */
export const SourcingSaga = saga<Named<OrdersPublishedEvent, 'orders.OrderPlaced'> | ReservationEvent>()({
  name: 'sourcing',
  on: {
    'orders.OrderPlaced': async ({ orderId, lines, allowPartial }, context) => {
      const policy = allowPartial ? 'partial' : 'all-or-nothing';
      const stock = await stockFor(lines, context);
      return [new SourceReservation({ reservationId: orderId, orderId, lines, policy, stock })];
    },
    ReservationRequested: async ({ reservationId, demand: lines, policy }, context) => {
      const stock = await stockFor(lines, context);
      return [new SourceReservation({ reservationId, lines, policy, stock })];
    },
  },
});

async function stockFor(
  lines: readonly SkuQuantity[],
  context: SagaContext,
): Promise<SourceReservation['stock']> {
  const skus = [...new Set(lines.map(({ sku }) => sku))];
  const look = (fresh: boolean) => Promise.all(skus.map((sku) => context.read(StockBySku, sku, { fresh })));
  const known = await look(false);
  const suffices = skus.every((sku, index) => (known[index]?.available ?? 0) >= quantityOf(sku, lines));
  const stock = suffices ? known : await look(true);
  return stock
    .filter((document) => document !== undefined)
    .flatMap(({ sku, locations }) =>
      locations.map(({ location, available }) => ({ sku, location, available })),
    );
}

function quantityOf(sku: string, lines: readonly SkuQuantity[]): number {
  return lines.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
}
