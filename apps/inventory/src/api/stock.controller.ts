import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params, Referenced } from '@waybill/edge';
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
import type { StockBySkuDocument } from '../projections/stock-documents.js';
import type { LedgerEntry } from '../projections/ledger.projection.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';
import { StockLevels } from '../projections/stock-levels.projection.js';
import { ensureLocation } from './known-location.js';
import { ListLedger, readLedger } from './list-ledger.js';
import { ListStock, queryOf, shownStock, type ShownStock } from './list-stock.js';
import { reference } from './reference.js';

@Controller('stock')
@Referenced(reference)
export class StockController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Adds goods that have arrived at a location. */
  @Post(':sku/:location/receive')
  async receive(@Command() command: ReceiveStock): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  /** Corrects the stock of a location, with a reason. */
  @Post(':sku/:location/adjust')
  async adjust(@Command() command: AdjustStock): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  /** Moves units between buckets, for example from inspection to available. */
  @Post(':sku/:location/reclassify')
  reclassify(@Command() command: ReclassifyStock): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Sets the stock of a location to what was counted. With less than is claimed, claims are broken and their orders informed. */
  @Post(':sku/:location/count')
  async count(@Command() command: CountStock): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  /** Sets when the stock of a location is low. */
  @Post(':sku/:location/set-reorder-point')
  async setReorderPoint(@Command() command: SetReorderPoint): Promise<Receipt> {
    await ensureLocation(this.reads, command.location);
    return this.commands.execute(command);
  }

  /** Stock by SKU and location. */
  @Get()
  async list(@Params() params: ListStock, @Consistency() freshness: Freshness): Promise<Listed<ShownStock>> {
    const page = await this.reads.list(StockLevels, queryOf(params), freshness);
    return listed({ ...page, items: page.items.map(shownStock) });
  }

  /** The stock of a SKU: in total, and at each location. */
  @Get(':sku')
  async everywhere(
    @Param('sku') sku: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<StockBySkuDocument>> {
    return found<StockBySkuDocument>('stock', await this.reads.getText(StockBySku, sku, freshness));
  }

  /** The stock of a SKU at one location. */
  @Get(':sku/:location')
  async at(
    @Param('sku') sku: string,
    @Param('location') location: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<ShownStock>> {
    const stock = await this.reads.get(StockLevels, `${sku}@${location}`, freshness);
    return found('stock', stock && shownStock(stock));
  }

  /** Every movement of a SKU at a location, with the balance after it, the oldest first. */
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
