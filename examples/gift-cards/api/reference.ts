// Derived from the code by npm run docs: what the routes answer, and why commands are refused.
import type { Reference } from '@waybill/edge';

export const reference: Reference = {
  routes: {
    'GiftCardsController.issue': {
      summary: 'Issues a gift card. With `Prefer: wait` the answer is the card.',
      schema: { $ref: '#/components/schemas/giftcards.GiftCardView' },
      example: {
        giftCardId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
        balance: { amount: 2500, currency: 'EUR' },
        balanceAmount: 2500,
        orders: ['01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61'],
        revision: 3,
      },
    },
    'GiftCardsController.one': {
      summary: 'A gift card, with what is left on it.',
      schema: { $ref: '#/components/schemas/giftcards.GiftCardView' },
      example: {
        giftCardId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
        balance: { amount: 2500, currency: 'EUR' },
        balanceAmount: 2500,
        orders: ['01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61'],
        revision: 3,
      },
    },
  },
  schemas: {
    'giftcards.GiftCardView': {
      description:
        "A gift card as clients see it. Not the aggregate's state: the domain may change without the API.",
      type: 'object',
      required: ['giftCardId', 'balance', 'balanceAmount', 'orders', 'revision'],
      properties: {
        giftCardId: { type: 'string' },
        balance: { $ref: '#/components/schemas/giftcards.Money' },
        balanceAmount: { type: 'number', description: 'The balance in minor units, to sort by.' },
        orders: {
          type: 'array',
          items: { type: 'string' },
          description: 'The orders that it has paid for.',
          examples: [['01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61']],
        },
        revision: { type: 'number' },
      },
    },
    'giftcards.Money': {
      description: 'An amount in integer minor units (cents, yen) of an ISO 4217 currency.',
      type: 'object',
      required: ['amount', 'currency'],
      properties: { amount: { type: 'number' }, currency: { type: 'string' } },
    },
  },
  refusals: {
    'approval-by-requester': {
      kind: 'conflict',
      reasons: ['Another actor than the one who requested it must approve it.'],
    },
    'gift-card-exists': { kind: 'conflict', reasons: ['Another gift card has this id.'] },
    'gift-card-redeemed': {
      kind: 'conflict',
      reasons: ['The order has taken another amount from this card.'],
    },
    'gift-card-short': { kind: 'conflict', reasons: ['Only … … are left.'] },
    'gift-card-unknown': { kind: 'unknown', reasons: ['There is no such gift card.'] },
    'subject-erased': {
      kind: 'conflict',
      reasons: ['The personal data of this person has been erased, and nothing more is recorded about them.'],
    },
    'subject-unknown': { kind: 'unknown', reasons: ['There is no personal data of this subject.'] },
  },
};
