import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found } from '@waybill/edge';
import type { Found, Freshness } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import { IssueGiftCard, RedeemGiftCard } from '../domain/gift-card.commands.js';
import { GiftCardView } from '../projections/gift-card-view.projection.js';

@Controller('gift-cards')
export class GiftCardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post()
  issue(@Command({ id: 'giftCardId' }) command: IssueGiftCard): Promise<Receipt> {
    return this.commands.execute(command);
  }

  // #region redeem
  @Post(':giftCardId/redeem')
  redeem(@Command() command: RedeemGiftCard): Promise<Receipt> {
    return this.commands.execute(command);
  }
  // #endregion

  // #region one
  @Get(':giftCardId')
  async one(
    @Param('giftCardId') giftCardId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<GiftCardView>> {
    return found('gift-card', await this.reads.get(GiftCardView, giftCardId, freshness));
  }
  // #endregion
}
