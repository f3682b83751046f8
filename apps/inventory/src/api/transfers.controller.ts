import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params, Referenced } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import {
  CancelTransfer,
  CloseTransferShort,
  DispatchTransfer,
  ReceiveTransfer,
  RequestTransfer,
} from '../domain/transfer.commands.js';
import { Transfers, type TransferDocument } from '../projections/transfers.projection.js';
import { ensureLocationIn } from './known-location.js';
import { ListTransfers, queryOf } from './list-transfers.js';
import { reference } from './reference.js';

@Controller('transfers')
@Referenced(reference)
export class TransfersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Plans to move goods from one location to another. */
  @Post()
  async request(@Command({ id: 'transferId' }) command: RequestTransfer): Promise<Receipt> {
    await ensureLocationIn(this.reads, '/from', command.from);
    await ensureLocationIn(this.reads, '/to', command.to);
    return this.commands.execute(command);
  }

  /** Records that the goods have left. They are taken out of the stock of their location. */
  @Post(':transferId/dispatch')
  dispatch(@Command() command: DispatchTransfer): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Records that some or all of the goods have arrived. */
  @Post(':transferId/receive')
  receive(@Command() command: ReceiveTransfer): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Gives up what has not arrived. */
  @Post(':transferId/close-short')
  closeShort(@Command() command: CloseTransferShort): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Cancels a transfer that has not been dispatched. */
  @Post(':transferId/cancel')
  cancel(@Command() command: CancelTransfer): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Transfers between locations. */
  @Get()
  async list(
    @Params() params: ListTransfers,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<TransferDocument>> {
    return listed(await this.reads.list(Transfers, queryOf(params), freshness));
  }

  /** A transfer, with what is on its way. */
  @Get(':transferId')
  async one(
    @Param('transferId') transferId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<TransferDocument>> {
    return found<TransferDocument>('transfer', await this.reads.getText(Transfers, transferId, freshness));
  }
}
