import { Module } from '@nestjs/common';
import { context } from '@waybill/engine';
import { GiftCardsController } from './api/gift-cards.controller.js';
import { GiftCards } from './gift-cards.context.js';

// #region module
@Module(context(GiftCards, { controllers: [GiftCardsController] }))
export class GiftCardsModule {}
// #endregion
