import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import {
  AdjustStock,
  CountStock,
  ReceiveStock,
  ReclassifyStock,
  SetReorderPoint,
} from '../domain/stock-item.commands.js';
import type { LedgerEntry } from '../projections/ledger.projection.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';
import { StockLevels } from '../projections/stock-levels.projection.js';
import { ensureLocation } from './known-location.js';
import { ListLedger, readLedger } from './list-ledger.js';
import { ListStock, queryOf, shownStock } from './list-stock.js';

@Controller('stock')
export class StockController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post(':sku/:location/receive')
  async receive(@Command() command: ReceiveStock): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  @Post(':sku/:location/adjust')
  async adjust(@Command() command: AdjustStock): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  @Post(':sku/:location/reclassify')
  reclassify(@Command() command: ReclassifyStock): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':sku/:location/count')
  async count(@Command() command: CountStock): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  @Post(':sku/:location/set-reorder-point')
  async setReorderPoint(@Command() command: SetReorderPoint): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListStock,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<ReturnType<typeof shownStock>>> {
    const page = await this.reads.list(StockLevels, queryOf(params), freshness);
    return listed({ ...page, items: page.items.map(shownStock) });
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
    const stock = await this.reads.get(StockLevels, `${sku}@${location}`, freshness);
    return found('stock', stock && shownStock(stock));
  }

  @Get(':sku/:location/ledger')
  async ledger(
    @Param('sku') sku: string,
    @Param('location') location: string,
    @Params() params: ListLedger,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<LedgerEntry>> {
    return listed(await readLedger(this.reads, { sku, location }, params, freshness));
  }
}
