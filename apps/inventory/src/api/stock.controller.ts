import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import { AdjustStock, CountStock, ReceiveStock, SetReorderPoint } from '../domain/stock-item.commands.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';
import type { StockLevelsDocument } from '../projections/stock-documents.js';
import { StockLevels } from '../projections/stock-levels.projection.js';
import { ListStock, queryOf } from './list-stock.js';

@Controller('stock')
export class StockController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post(':sku/:location/receive')
  receive(@Command() command: ReceiveStock): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':sku/:location/adjust')
  adjust(@Command() command: AdjustStock): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':sku/:location/count')
  count(@Command() command: CountStock): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':sku/:location/set-reorder-point')
  setReorderPoint(@Command() command: SetReorderPoint): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListStock,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<StockLevelsDocument>> {
    return listed(await this.reads.list(StockLevels, queryOf(params), freshness));
  }

  @Get(':sku')
  async everywhere(@Param('sku') sku: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('stock', await this.reads.getText(StockBySku, sku, freshness));
  }

  @Get(':sku/:location')
  async at(
    @Param('sku') sku: string,
    @Param('location') location: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found> {
    return found('stock', await this.reads.getText(StockLevels, `${sku}@${location}`, freshness));
  }
}
