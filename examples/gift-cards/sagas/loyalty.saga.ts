import type { OrdersPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import { IssueGiftCard } from '../domain/gift-card.commands.js';

// #region saga
/** A completed order earns a card of five euros. The card has the order's id, so that an order earns one only. */
export const LoyaltySaga = saga<OrdersPublishedEvent>()({
  name: 'loyalty',
  on: {
    'orders.OrderCompleted': ({ orderId }) => [
      new IssueGiftCard({ giftCardId: orderId, amount: 500, currency: 'EUR' }),
    ],
  },
});
// #endregion
