import { aggregate, ensure, ensureKnown, money } from '@waybill/kernel';
import { IssueGiftCard, RedeemGiftCard } from './gift-card.commands.js';
import type { GiftCardEvent } from './gift-card.events.js';
import { evolve, initial, type GiftCardState } from './gift-card.state.js';
import { upcasters } from './gift-card.upcasters.js';

export const GiftCard = aggregate<GiftCardState, GiftCardEvent>()({
  name: 'giftcard',
  initial,
  evolve,
  upcasters,
  // #region commands
  commands: { IssueGiftCard, RedeemGiftCard },
  // #endregion
  idOf: ({ giftCardId }) => giftCardId,
  decide: {
    IssueGiftCard({ amount, currency }, card, { id: giftCardId }) {
      const value = money(amount, currency);
      if (card.status === 'none') return [{ type: 'GiftCardIssued', giftCardId, value }];
      const used = Object.values(card.redeemed).reduce((total, taken) => total + taken, 0);
      const isSame = card.balance.currency === currency && card.balance.amount + used === amount;
      ensure(isSame, 'gift-card-exists', 'Another gift card has this id.');
      return [];
    },

    // #region redeem
    RedeemGiftCard({ orderId, amount }, card, { id: giftCardId }) {
      ensureKnown(card.status !== 'none', 'gift-card-unknown');
      const { currency, amount: balance } = card.balance;
      if (card.redeemed[orderId] === amount) return [];
      ensure(
        !card.redeemed[orderId],
        'gift-card-redeemed',
        'The order has taken another amount from this card.',
      );
      ensure(amount <= balance, 'gift-card-short', `Only ${balance} ${currency} are left.`, { balance });
      return [{ type: 'GiftCardRedeemed', giftCardId, orderId, amount: money(amount, currency) }];
    },
    // #endregion
  },
});
