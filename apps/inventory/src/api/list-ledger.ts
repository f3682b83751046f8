import { PageParams, Problem, type Freshness } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { Ledger, ledgerId, type LedgerEntry } from '../projections/ledger.projection.js';

/** What a ledger can be asked for; the oldest entries come first. */
export class ListLedger extends PageParams {}

interface Entries {
  readonly items: readonly LedgerEntry[];
  readonly next?: string;
}

/** The entries after a cursor, which is the number of the last entry before them. */
export async function readLedger(
  reads: ReadModels,
  { sku, location }: { readonly sku: string; readonly location: string },
  { limit, cursor }: ListLedger,
  freshness: Freshness,
): Promise<Entries> {
  const start = cursor === undefined ? 0 : Number(cursor) + 1;
  if (!Number.isSafeInteger(start) || start < 0) throw new Problem('cursor-invalid');
  const items: LedgerEntry[] = [];
  for (let entry = start; items.length <= limit; entry = start + items.length) {
    const page = await reads.get(Ledger, ledgerId(sku, location, entry), freshness);
    const more = page?.entries.filter((each) => each.entry >= entry) ?? [];
    if (more.length === 0) break;
    items.push(...more);
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return last && items.length > limit ? { items: shown, next: String(last.entry) } : { items: shown };
}
