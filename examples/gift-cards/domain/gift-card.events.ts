import type { Money } from '@waybill/kernel';

interface OfGiftCard {
  readonly giftCardId: string;
}

export interface GiftCardIssued extends OfGiftCard {
  readonly type: 'GiftCardIssued';
  readonly value: Money;
}

// #region redeem
export interface GiftCardRedeemed extends OfGiftCard {
  readonly type: 'GiftCardRedeemed';
  readonly orderId: string;
  readonly amount: Money;
}
// #endregion

// #region union
export type GiftCardEvent = GiftCardIssued | GiftCardRedeemed;
// #endregion
