import { Problem } from '@waybill/edge';
import type { Freshness } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import type { OrderDocument } from '../projections/order-document.js';
import { OrderView } from '../projections/order-view.projection.js';
import { TaggedOrders } from '../projections/tagged-orders.projection.js';
import type { ListOrders } from './list-orders.js';

const COMBINED: ReadonlySet<string> = new Set(['tag', 'limit', 'cursor']);

interface Orders {
  readonly items: readonly OrderDocument[];
  readonly next?: string | undefined;
}

/** A page of the orders with a tag; the latest that got it comes first. */
export async function listTagged(
  reads: ReadModels,
  tag: string,
  params: ListOrders,
  freshness: Freshness,
): Promise<Orders> {
  const further = Object.keys(params).filter((name) => !COMBINED.has(name));
  if (further.length > 0)
    throw new Problem('invalid-request', `tag cannot be combined with ${further.join(', ')}.`);
  const { limit, cursor } = params;
  const sort = { field: 'taggedAt', descending: true };
  const query = { where: { tag: { equals: tag } }, sort, limit, cursor };
  const page = await reads.list(TaggedOrders, query, freshness);
  const orders = await Promise.all(page.items.map(({ orderId }) => reads.get(OrderView, orderId, freshness)));
  return { items: orders.filter((order) => order !== undefined), next: page.next };
}
