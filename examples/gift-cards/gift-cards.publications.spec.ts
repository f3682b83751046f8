import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from '@waybill/testing';
import { giftCardSamples } from './domain/gift-card.samples.js';
import { giftCardsSamples } from './gift-cards.published.js';
import { GiftCardsPublications } from './gift-cards.publications.js';

describe('What gift cards publish', () => {
  it('is what the contract has a sample of', () => {
    const published = Object.values(giftCardSamples).map((event) =>
      GiftCardsPublications.publish(event, envelopeOf(event)),
    );
    expect(published).toEqual(Object.values(giftCardsSamples));
  });
});
