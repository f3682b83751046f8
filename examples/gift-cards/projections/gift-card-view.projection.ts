import { projection, type Money } from '@waybill/kernel';
import type { GiftCardEvent } from '../domain/gift-card.events.js';

// #region document
/** A gift card as clients see it. Not the aggregate's state: the domain may change without the API. */
export interface GiftCardView {
  readonly giftCardId: string;
  readonly balance: Money;
  /** The balance in minor units, to sort by. */
  readonly balanceAmount: number;
  /**
   * The orders that it has paid for.
   * @example ["01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61"]
   */
  readonly orders: readonly string[];
  readonly revision: number;
}
// #endregion

// #region projection
export const GiftCardView = projection<GiftCardView, GiftCardEvent>()({
  name: 'gift-card-view',
  version: 2,
  fields: { balanceAmount: 'number' },
  keys: ({ giftCardId }) => [giftCardId],
  apply: {
    GiftCardIssued: (_, { giftCardId, value }, { revision }) => ({
      giftCardId,
      balance: value,
      balanceAmount: value.amount,
      orders: [],
      revision,
    }),
    GiftCardRedeemed: (view, { orderId, amount: { amount } }, { revision }) =>
      view && {
        ...view,
        balance: { ...view.balance, amount: view.balance.amount - amount },
        balanceAmount: view.balanceAmount - amount,
        orders: [...view.orders, orderId],
        revision,
      },
  },
});
// #endregion
