import type { SagaContext } from '@waybill/kernel';
import { OrderTerms } from '../projections/order-terms.projection.js';

/**
 * The terms with which an order was placed. Lines may have been cancelled since; what says so carries the new total. The
 * read model is waited for when it does not know the order yet.
 */
export async function termsOf(orderId: string, context: SagaContext): Promise<OrderTerms | undefined> {
  return (
    (await context.read(OrderTerms, orderId)) ?? (await context.read(OrderTerms, orderId, { fresh: true }))
  );
}

/** Every payment that the order has named before the event. */
export async function paymentsOf(orderId: string, context: SagaContext): Promise<readonly string[]> {
  const terms = await context.read(OrderTerms, orderId, { fresh: true });
  return terms?.payments ?? [];
}
