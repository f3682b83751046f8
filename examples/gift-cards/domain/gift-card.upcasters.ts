import type { Money, Upcasters } from '@waybill/kernel';
import type { GiftCardEvent } from './gift-card.events.js';

// #region upcasters
/** Version 1 of an issued card had whole euros. */
interface GiftCardIssuedV1 {
  readonly euros: number;
}

export const upcasters: Upcasters<GiftCardEvent> = {
  GiftCardIssued: [
    ({ euros, ...kept }: GiftCardIssuedV1) => {
      const value: Money = { amount: euros * 100, currency: 'EUR' };
      return { ...kept, value };
    },
  ],
};
// #endregion
