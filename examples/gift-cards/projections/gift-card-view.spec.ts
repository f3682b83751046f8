import { describe, it } from '@jest/globals';
import { whenProjected } from '@waybill/testing';
import { giftCardSamples as event } from '../domain/gift-card.samples.js';
import { GiftCardView } from './gift-card-view.projection.js';

const { giftCardId } = event.GiftCardIssued;
const { orderId } = event.GiftCardRedeemed;

// #region spec
describe('The view of a gift card', () => {
  it('shows what is left, and which orders took something', () => {
    whenProjected(GiftCardView, event.GiftCardIssued, event.GiftCardRedeemed).then({
      [giftCardId]: {
        giftCardId,
        balance: { amount: 3500, currency: 'EUR' },
        balanceAmount: 3500,
        orders: [orderId],
        revision: 1,
      },
    });
  });
});
// #endregion
