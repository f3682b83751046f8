import type { Envelope, Named, SagaContext } from '@waybill/kernel';
import type { OrdersPublishedEvent } from '@waybill/contracts';
import { OrderTerms } from '../projections/order-terms.projection.js';

/** Orders whose terms are kept in memory. */
const RECENT_MAX = 10_000;

const recent = new Map<string, OrderTerms>();

/**
 * Keeps the terms of a new order in memory. The read model of the terms is written twice a second; without this memory
 * every authorisation would wait for that.
 */
export function remember(event: Named<OrdersPublishedEvent, 'orders.OrderPlaced'>, envelope: Envelope): void {
  const { orderId } = event;
  const terms = OrderTerms.apply(undefined, event, envelope, orderId);
  if (terms) recent.set(orderId, terms);
  if (recent.size <= RECENT_MAX) return;
  for (const oldest of recent.keys()) {
    recent.delete(oldest);
    return;
  }
}

/**
 * The terms with which an order was placed. Lines may have been cancelled since; what says so carries the new total. The
 * read model is waited for when it does not know the order yet.
 */
export async function termsOf(orderId: string, context: SagaContext): Promise<OrderTerms | undefined> {
  return (
    recent.get(orderId) ??
    (await context.read(OrderTerms, orderId)) ??
    (await context.read(OrderTerms, orderId, { fresh: true }))
  );
}

/** Every payment that the order has named before the event. */
export async function paymentsOf(orderId: string, context: SagaContext): Promise<readonly string[]> {
  const terms = await context.read(OrderTerms, orderId, { fresh: true });
  return terms?.payments ?? [];
}
