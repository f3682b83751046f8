import type { WorkItemKind } from '@waybill/contracts';
import type { Freshness } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { sum, type Money } from '@waybill/kernel';
import { workItemKinds } from '../projections/work-item-kinds.js';
import { WorkItems, type WorkItem } from '../projections/work-items.projection.js';
import { ageSecondsOf } from './shown-work-item.js';

/** Work items read at a time. */
const READ_ITEMS = 500;

/** The open work items of one kind whose amounts have the same currency, or that have none. */
export interface WorkItemTotal {
  readonly kind: WorkItemKind;
  /** In words. */
  readonly meaning: string;
  readonly count: number;
  readonly amount?: Money;
  /** When the oldest was opened. */
  readonly oldestOpenedAt: string;
  readonly oldestAgeSeconds: number;
}

/** Adds up all open work items, the largest count first. Reads every one of them, so its time grows with their number. */
export async function summariseWorkItems(
  reads: Pick<ReadModels, 'list'>,
  nowMs: number,
  freshness: Freshness,
): Promise<readonly WorkItemTotal[]> {
  const totals = new Map<string, WorkItemTotal>();
  let cursor: string | undefined;
  do {
    const page = await reads.list(WorkItems, { ...oldestFirst, cursor }, freshness);
    for (const item of page.items) {
      const key = `${item.kind} ${item.currency ?? ''}`;
      totals.set(key, withItem(totals.get(key), item, nowMs));
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return [...totals.values()].toSorted((left, right) => right.count - left.count);
}

const oldestFirst = {
  where: { status: { equals: 'open' } },
  sort: { field: 'openedAt' },
  limit: READ_ITEMS,
};

function withItem(
  total: WorkItemTotal | undefined,
  { kind, amount, openedAt }: WorkItem,
  nowMs: number,
): WorkItemTotal {
  if (!total) {
    const oldest = { oldestOpenedAt: openedAt, oldestAgeSeconds: ageSecondsOf(openedAt, nowMs) };
    return { kind, meaning: workItemKinds[kind], count: 1, ...(amount && { amount }), ...oldest };
  }
  const parts = [total.amount, amount].filter((part) => part !== undefined);
  const count = total.count + 1;
  return amount ? { ...total, count, amount: sum(amount.currency, parts) } : { ...total, count };
}
