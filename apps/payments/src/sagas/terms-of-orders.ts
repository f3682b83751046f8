import type { SagaContext } from '@waybill/kernel';
import { OrderTerms } from '../projections/order-terms.projection.js';

/**
 * The terms of an order, as new as the event in hand. Lines may have been cancelled since; what says so carries the new
 * total. Throws when the order is not known: its placing was published before everything that follows from it, so that
 * something is wrong, and the event must not be passed over.
 */
export async function termsOf(orderId: string, context: SagaContext): Promise<OrderTerms> {
  const known = await context.read(OrderTerms, orderId);
  return known ?? freshTermsOf(orderId, context);
}

/** Every payment that the order has named before the event. Throws as {@link termsOf} does. */
export async function paymentsOf(orderId: string, context: SagaContext): Promise<readonly string[]> {
  return (await freshTermsOf(orderId, context)).payments;
}

async function freshTermsOf(orderId: string, context: SagaContext): Promise<OrderTerms> {
  const terms = await context.read(OrderTerms, orderId, { fresh: true });
  if (!terms) throw new Error(`The terms of the order ${orderId} are not known.`);
  return terms;
}
