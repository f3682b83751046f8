import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { metaOf, ReadModels, withMeta, type CommandMeta, type Receipt } from '@waybill/engine';
import { idFrom } from '@waybill/kernel';
import type { PlaceOrder } from '../domain/order.commands.js';
import { placedBy } from '../domain/order.placing.js';
import { ClaimReference } from '../domain/reference-claim.saga-commands.js';
import { OrderView } from '../projections/order-view.projection.js';
import { OrderNumbers } from './order-numbers.js';

/** Places orders: gives each its number, and claims the channel's reference for it. */
@Injectable()
export class OrderPlacement {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
    private readonly numbers: OrderNumbers,
  ) {}

  /** Refuses first what cannot be placed, so that it claims nothing. A repeated request keeps its number. */
  async place(order: PlaceOrder): Promise<Receipt> {
    const orderId = order.orderId.toLowerCase();
    const { channel, externalReference } = placedBy(order, orderId);
    const meta = metaOf(order);
    const known = await this.reads.get(OrderView, orderId);
    if (!known && externalReference !== undefined) {
      const claim = new ClaimReference({ channel, externalReference, orderId });
      await this.commands.execute(withMeta(claim, causedBy(meta, 'reference')));
    }
    order.number = known?.number ?? (await this.numbers.next(channel, meta));
    return this.commands.execute(order);
  }
}

/** The metadata of a further command of the same request. */
function causedBy({ commandId, correlationId, actor }: CommandMeta, part: string): CommandMeta {
  return { commandId: idFrom(commandId, part), correlationId, causationId: commandId, actor };
}
