import type { Money, Named } from '@waybill/kernel';

// #region contract
export type GiftCardsPublishedEvent =
  | { readonly type: 'giftcards.GiftCardIssued'; readonly giftCardId: string; readonly value: Money }
  | {
      readonly type: 'giftcards.GiftCardRedeemed';
      readonly giftCardId: string;
      readonly orderId: string;
      readonly amount: Money;
    };

const giftCardId = '01930f70-2222-7000-8000-000000000001';
const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';

/** One recorded sample of every event that gift cards publish. */
export const giftCardsSamples: {
  readonly [T in GiftCardsPublishedEvent['type']]: Named<GiftCardsPublishedEvent, T>;
} = {
  'giftcards.GiftCardIssued': {
    type: 'giftcards.GiftCardIssued',
    giftCardId,
    value: { amount: 5000, currency: 'EUR' },
  },
  'giftcards.GiftCardRedeemed': {
    type: 'giftcards.GiftCardRedeemed',
    giftCardId,
    orderId,
    amount: { amount: 1500, currency: 'EUR' },
  },
};
// #endregion
