import { Controller, Get, Param } from '@nestjs/common';
import { Consistency, found, listed, Params, Referenced, Roles } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { Clock, ReadModels } from '@waybill/engine';
import { WorkItems } from '../projections/work-items.projection.js';
import { ListWorkItems, listWorkItems } from './list-work-items.js';
import { reference } from './reference.js';
import { shownWorkItem, type ShownWorkItem } from './shown-work-item.js';
import { summariseWorkItems, type WorkItemTotal } from './work-item-summary.js';

@Controller('work-items')
@Referenced(reference)
@Roles('staff', 'operator')
export class WorkItemsController {
  constructor(
    private readonly reads: ReadModels,
    private readonly clock: Clock,
  ) {}

  /** What waits for a person, in all contexts, the oldest first. */
  @Get()
  async list(
    @Params() params: ListWorkItems,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<ShownWorkItem>> {
    return listed(await listWorkItems(this.reads, params, this.clock.now(), freshness));
  }

  /** How much waits, by kind and currency. */
  @Get('summary')
  async summary(@Consistency() freshness: Freshness): Promise<Listed<WorkItemTotal>> {
    return listed({ items: await summariseWorkItems(this.reads, this.clock.now(), freshness) });
  }

  /** One thing that waits for a person, or waited, with the requests that resolve it. */
  @Get(':workItemId')
  async one(
    @Param('workItemId') workItemId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<ShownWorkItem>> {
    const item = await this.reads.get(WorkItems, workItemId, freshness);
    return found<ShownWorkItem>('work-item', item && shownWorkItem(item, this.clock.now()));
  }
}
