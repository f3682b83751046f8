import { publications } from '@waybill/kernel';
import type { GiftCardEvent } from './domain/gift-card.events.js';
import type { GiftCardsPublishedEvent } from './gift-cards.published.js';

// #region publications
export const GiftCardsPublications = publications<GiftCardEvent, GiftCardsPublishedEvent>()({
  GiftCardIssued: (event) => ({ ...event, type: 'giftcards.GiftCardIssued' }),
  GiftCardRedeemed: (event) => ({ ...event, type: 'giftcards.GiftCardRedeemed' }),
});
// #endregion
