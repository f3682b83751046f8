import type { OrdersPublishedEvent } from '@waybill/contracts';
import { projection, type Money, type Named } from '@waybill/kernel';

/** What an order costs, and which payments it names, the latest last. */
export interface OrderTerms {
  readonly orderId: string;
  readonly customerId?: string;
  readonly amount: Money;
  readonly payments: readonly string[];
}

type Terms = Named<
  OrdersPublishedEvent,
  'orders.OrderPlaced' | 'orders.OrderLinesCancelled' | 'orders.OrderPaymentRequested'
>;

/** A replica: what orders have published, for the sagas of this context. */
export const OrderTerms = projection<OrderTerms, Terms>()({
  name: 'order-terms',
  keys: ({ orderId }) => [orderId],
  apply: {
    'orders.OrderPlaced': (_, { orderId, customerId, totals, paymentId }) => ({
      orderId,
      ...(customerId !== undefined && { customerId }),
      amount: totals.total,
      payments: [paymentId],
    }),
    'orders.OrderLinesCancelled': (terms, { totals }) => terms && { ...terms, amount: totals.total },
    'orders.OrderPaymentRequested': (terms, { paymentId }) =>
      terms && {
        ...terms,
        payments: [...terms.payments.filter((known) => known !== paymentId), paymentId],
      },
  },
});
