import type { Evolve, Money } from '@waybill/kernel';
import type { GiftCardEvent } from './gift-card.events.js';

// #region state
export type GiftCardState =
  | { readonly status: 'none' }
  | {
      readonly status: 'issued';
      readonly balance: Money;
      /** What each order has taken, in minor units. */
      readonly redeemed: Readonly<Record<string, number>>;
    };
// #endregion

export const initial: GiftCardState = { status: 'none' };

export const evolve: Evolve<GiftCardState, GiftCardEvent> = {
  GiftCardIssued: (_, { value }) => ({ status: 'issued', balance: value, redeemed: {} }),
  // #region redeem
  GiftCardRedeemed: (card, { orderId, amount: { amount } }) =>
    card.status === 'none'
      ? card
      : {
          ...card,
          balance: { ...card.balance, amount: card.balance.amount - amount },
          redeemed: { ...card.redeemed, [orderId]: amount },
        },
  // #endregion
};
