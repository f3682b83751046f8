import { describe, expect, it } from '@jest/globals';
import { sentencesOf } from '@waybill/testing';
import { IssueGiftCard, RedeemGiftCard } from './gift-card.commands.js';
import { giftCardSamples, olderSamples } from './gift-card.samples.js';
import { GiftCard } from './gift-card.js';

const given = sentencesOf(GiftCard);
const { GiftCardIssued: issued, GiftCardRedeemed: redeemed } = giftCardSamples;
const { giftCardId } = issued;
const { orderId } = redeemed;

describe('A gift card', () => {
  it('is issued once', () => {
    const issue = new IssueGiftCard({ giftCardId, amount: 5000, currency: 'EUR' });
    given().when(issue).then(issued);
    given(issued).when(issue).thenNothing();
    given(issued, redeemed).when(issue).thenNothing();
    given(issued)
      .when(new IssueGiftCard({ ...issue, amount: 1 }))
      .thenRefused('gift-card-exists');
  });

  // #region redeem
  it('pays for an order once', () => {
    const redeem = new RedeemGiftCard({ giftCardId, orderId, amount: 1500 });
    given(issued).when(redeem).then(redeemed);
    given(issued, redeemed).when(redeem).thenNothing();
  });

  it('pays no more than is left', () => {
    given(issued)
      .when(new RedeemGiftCard({ giftCardId, orderId, amount: 5001 }))
      .thenRefused('gift-card-short');
  });
  // #endregion
});

// #region older
describe('An event of an older release', () => {
  it.each(olderSamples)('is read in its present shape: $data.type, version $version', (sample) => {
    const { data, version, isNow } = sample;
    expect(GiftCard.upcast(data.type, version, data)).toEqual(isNow);
  });
});
// #endregion
