import { describe, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { when } from '@waybill/testing';
import { IssueGiftCard } from '../domain/gift-card.commands.js';
import { LoyaltySaga } from './loyalty.saga.js';

// #region spec
describe('When an order is completed', () => {
  it('its customer gets a gift card', () => {
    const completed = ordersSamples['orders.OrderCompleted'];
    const { orderId: giftCardId } = completed;
    return when(completed)
      .in(LoyaltySaga)
      .thenCommands(new IssueGiftCard({ giftCardId, amount: 500, currency: 'EUR' }));
  });
});
// #endregion
