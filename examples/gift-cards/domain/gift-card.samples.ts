import type { Named } from '@waybill/kernel';
import type { GiftCardEvent } from './gift-card.events.js';

const giftCardId = '01930f70-2222-7000-8000-000000000001';
const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const giftCardSamples: { readonly [T in GiftCardEvent['type']]: Named<GiftCardEvent, T> } = {
  GiftCardIssued: { type: 'GiftCardIssued', giftCardId, value: { amount: 5000, currency: 'EUR' } },
  // #region redeem
  GiftCardRedeemed: {
    type: 'GiftCardRedeemed',
    giftCardId,
    orderId,
    amount: { amount: 1500, currency: 'EUR' },
  },
  // #endregion
};

// #region older
/** Events as older releases stored them. */
export const olderSamples = [
  {
    version: 1,
    data: { type: 'GiftCardIssued', giftCardId, euros: 50 },
    isNow: giftCardSamples.GiftCardIssued,
  },
];
// #endregion
