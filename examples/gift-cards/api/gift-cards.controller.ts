import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, OutcomeWait, PreferWait, Referenced, Roles } from '@waybill/edge';
import type { Found, Freshness, Outcome } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import { IssueGiftCard, RedeemGiftCard } from '../domain/gift-card.commands.js';
import { GiftCardView } from '../projections/gift-card-view.projection.js';
import { reference } from './reference.js';

// #region controller
@Controller('gift-cards')
@Referenced(reference)
// #endregion
export class GiftCardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  // #region outcome
  /** Issues a gift card. With `Prefer: wait` the answer is the card. */
  @Post()
  @Roles('operator')
  async issue(
    @Command({ id: 'giftCardId' }) command: IssueGiftCard,
    @PreferWait() wait: OutcomeWait,
  ): Promise<Receipt | Outcome<GiftCardView>> {
    const receipt: Receipt = await this.commands.execute(command);
    const read = (freshness: Freshness) => this.reads.get(GiftCardView, receipt.id, freshness);
    return wait.outcome(receipt, read, ({ balance }) => balance.amount > 0);
  }
  // #endregion

  // #region redeem
  @Post(':giftCardId/redeem')
  redeem(@Command() command: RedeemGiftCard): Promise<Receipt> {
    return this.commands.execute(command);
  }
  // #endregion

  // #region one
  /** A gift card, with what is left on it. */
  @Get(':giftCardId')
  async one(
    @Param('giftCardId') giftCardId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<GiftCardView>> {
    return found('gift-card', await this.reads.get(GiftCardView, giftCardId, freshness));
  }
  // #endregion
}
