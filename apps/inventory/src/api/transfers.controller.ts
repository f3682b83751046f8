import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found } from '@waybill/edge';
import type { Found, Freshness } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import { RequestTransfer } from '../domain/transfer.commands.js';
import { Transfers } from '../projections/transfers.projection.js';

@Controller('transfers')
export class TransfersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post()
  request(@Command({ id: 'transferId' }) command: RequestTransfer): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get(':transferId')
  async one(@Param('transferId') transferId: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('transfer', await this.reads.getText(Transfers, transferId, freshness));
  }
}
