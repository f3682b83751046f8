import type { Context } from '@waybill/kernel';
import { GiftCard } from './domain/gift-card.js';
import { GiftCardsPublications } from './gift-cards.publications.js';
import { GiftCardView } from './projections/gift-card-view.projection.js';
import { LoyaltySaga } from './sagas/loyalty.saga.js';

// #region context
export const GiftCards: Context = {
  name: 'giftcards',
  file: import.meta.url,
  aggregates: [GiftCard],
  projections: [GiftCardView],
  sagas: [LoyaltySaga],
  deadlines: [],
  publications: GiftCardsPublications,
};
// #endregion
