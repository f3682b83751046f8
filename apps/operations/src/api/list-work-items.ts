import { IsArray, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import type { WorkItemKind } from '@waybill/contracts';
import { PageParams, Problem, type Freshness } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { workItemKinds } from '../projections/work-item-kinds.js';
import { WorkItems, type WorkItem } from '../projections/work-items.projection.js';
import { durationMsOf, instantMsOf } from './iso-time.js';
import { shownWorkItem, type ShownWorkItem } from './shown-work-item.js';

const KINDS = Object.keys(workItemKinds);
const STATUSES: readonly WorkItem['status'][] = ['open', 'closed'];
const CONTEXTS = [...new Set(WorkItems.events.map((event) => event.slice(0, event.indexOf('.'))))];
const SORTS = ['openedAt', '-openedAt', '-amount'] as const;

/** What a list of work items can be asked for. */
export class ListWorkItems extends PageParams {
  /** Default: `open`. */
  @IsOptional() @IsIn(STATUSES) status?: WorkItem['status'];
  /** One kind or several. */
  @IsOptional() @IsArray() @IsIn(KINDS, { each: true }) kind?: WorkItemKind[];
  @IsOptional() @IsIn(CONTEXTS) context?: string;
  @IsOptional() @IsString() @MaxLength(100) orderId?: string;
  /** Opened before this instant, or longer ago than this ISO 8601 duration: `P2D`, `PT4H`. */
  @IsOptional() @IsString() @MaxLength(40) olderThan?: string;
  /** In minor units. Needs `currency`. */
  @IsOptional() @IsInt() @Min(0) minAmount?: number;
  @IsOptional() @Matches(/^[A-Z]{3}$/) currency?: string;
  /** Words of the reason, or of an id. */
  @IsOptional() @IsString() @MaxLength(200) text?: string;
  /** Default: the oldest first. Amounts are compared in minor units; give `currency` to compare like with like. */
  @IsOptional() @IsIn(SORTS) sort?: (typeof SORTS)[number];
}

type Query = Parameters<ReadModels['list']>[1];

/** A page of work items. All pages of a list are relative to the time of the first one, which the cursor carries. */
export async function listWorkItems(
  reads: Pick<ReadModels, 'list'>,
  params: ListWorkItems,
  nowMs: number,
  freshness: Freshness,
): Promise<{ readonly items: readonly ShownWorkItem[]; readonly next?: string }> {
  const { startedAtMs, ...place } = placeOf(params.cursor, nowMs);
  const query = { ...queryOf(params, startedAtMs), ...place };
  const page = await reads.list(WorkItems, query, freshness);
  const items = page.items.map((item) => shownWorkItem(item, nowMs));
  return page.next === undefined ? { items } : { items, next: `${startedAtMs}.${page.next}` };
}

function placeOf(
  cursor: string | undefined,
  nowMs: number,
): { readonly startedAtMs: number; readonly cursor?: string } {
  if (cursor === undefined) return { startedAtMs: nowMs };
  const [, startedAt, inner] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (startedAt === undefined || inner === undefined) throw new Problem('cursor-invalid');
  return { startedAtMs: Number(startedAt), cursor: inner };
}

export function queryOf(params: ListWorkItems, nowMs: number): Query {
  const { status = 'open', kind, context, orderId, olderThan, minAmount, currency } = params;
  const { text, sort = 'openedAt', limit } = params;
  if (minAmount !== undefined && currency === undefined) {
    throw flaw('currency', 'required', 'must be given with minAmount');
  }
  const where = {
    status: { equals: status },
    ...(kind && { kind: { in: kind } }),
    ...(context !== undefined && { context: { equals: context } }),
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(currency !== undefined && { currency: { equals: currency } }),
    ...(minAmount !== undefined && { minorUnits: { from: minAmount } }),
    ...(olderThan !== undefined && { openedAt: { to: openedBefore(olderThan, nowMs) } }),
  };
  const field = sort === '-amount' ? 'minorUnits' : 'openedAt';
  return {
    where,
    ...(text !== undefined && { text }),
    sort: { field, descending: sort.startsWith('-') },
    limit,
  };
}

function openedBefore(olderThan: string, nowMs: number): string {
  const durationMs = durationMsOf(olderThan);
  const before = durationMs === undefined ? instantMsOf(olderThan) : nowMs - durationMs;
  if (before === undefined) {
    throw flaw('olderThan', 'malformed', 'must be an ISO 8601 duration such as P2D or PT4H, or an instant');
  }
  return new Date(before).toISOString();
}

function flaw(pointer: string, code: string, detail: string): Problem {
  return new Problem('invalid-request', `${pointer} ${detail}.`, { errors: [{ pointer, code, detail }] });
}
