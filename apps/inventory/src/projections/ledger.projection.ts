import { projection, type Actor, type Apply, type Envelope, type Money } from '@waybill/kernel';
import type { Balance, Bucket, StockItemEvent } from '../domain/stock-item.events.js';
import { onHandOf } from '../domain/stock-levels.state.js';

/** Entries of one document. */
const PAGE_ENTRIES = 50;

type Movement = Extract<StockItemEvent, { readonly entry: number }>;

/** A movement of stock: what changed, why, and what was there afterwards. */
export interface LedgerEntry {
  /** From 0, without gaps. */
  readonly entry: number;
  readonly at: string;
  readonly by: Actor;
  readonly movement:
    | 'received'
    | 'adjusted'
    | 'reclassified'
    | 'shipped'
    | 'shipped_unclaimed'
    | 'transferred_out'
    | 'transferred_in';
  readonly bucket: Bucket;
  /** What the bucket has gained; negative for what it has lost. */
  readonly delta: number;
  /** The other bucket of a reclassification. */
  readonly to?: Bucket;
  /** In all buckets, after the movement. */
  readonly onHand: number;
  /** In each bucket, after the movement. */
  readonly balance: Balance;
  readonly reason?: string;
  /** What it belongs to. */
  readonly receiptId?: string;
  readonly reference?: string;
  readonly reservationId?: string;
  readonly shipmentId?: string;
  readonly transferId?: string;
  /** The other location of a transfer. */
  readonly otherLocation?: string;
  readonly unitCost?: Money;
  readonly lot?: string;
  readonly expiresOn?: string;
}

/** Fifty entries of the ledger of a SKU at a location, the oldest first. */
export interface LedgerPage {
  readonly sku: string;
  readonly location: string;
  /** From 0. */
  readonly page: number;
  readonly entries: readonly LedgerEntry[];
}

type Shown = Omit<LedgerEntry, 'entry' | 'at' | 'by' | 'onHand' | 'balance'>;

const rows: Apply<LedgerPage, Movement> = {
  StockReceived: enter(({ bucket, quantity, receiptId, reference, unitCost, lot, expiresOn }) => ({
    movement: 'received',
    bucket,
    delta: quantity,
    receiptId,
    ...(reference !== undefined && { reference }),
    ...(unitCost && { unitCost }),
    ...(lot !== undefined && { lot }),
    ...(expiresOn !== undefined && { expiresOn }),
  })),
  StockAdjusted: enter(({ bucket, delta, reason }) => ({ movement: 'adjusted', bucket, delta, reason })),
  StockReclassified: enter(({ from, to, quantity, reason }) => ({
    movement: 'reclassified',
    bucket: from,
    delta: -quantity,
    to,
    reason,
  })),
  StockShipped: enter(({ quantity, reservationId, shipmentId }) => ({
    movement: 'shipped',
    bucket: 'available',
    delta: -quantity,
    reservationId,
    shipmentId,
  })),
  StockShippedUnclaimed: enter(({ quantity, shipmentId }) => ({
    movement: 'shipped_unclaimed',
    bucket: 'available',
    delta: -quantity,
    shipmentId,
  })),
  StockTransferredOut: enter(({ quantity, transferId, to }) => ({
    movement: 'transferred_out',
    bucket: 'available',
    delta: -quantity,
    transferId,
    otherLocation: to,
  })),
  StockTransferredIn: enter(({ quantity, transferId, from }) => ({
    movement: 'transferred_in',
    bucket: 'available',
    delta: quantity,
    transferId,
    otherLocation: from,
  })),
};

/** Every movement of every SKU at every location. */
export const Ledger = projection<LedgerPage, Movement>()({
  name: 'ledger',
  keys: ({ sku, location, entry }) => [ledgerId(sku, location, entry)],
  apply: rows,
});

/** The id of the document that holds an entry. */
export function ledgerId(sku: string, location: string, entry: number): string {
  return `${sku}@${location}/${Math.floor(entry / PAGE_ENTRIES)}`;
}

function enter<E extends Movement>(show: (event: E) => Shown) {
  return (document: LedgerPage | undefined, event: E, { meta }: Envelope): LedgerPage => {
    const { sku, location, entry, balance } = event;
    const onHand = onHandOf(balance);
    const shown = { entry, at: meta.occurredAt, by: meta.actor, ...show(event), onHand, balance };
    const page = Math.floor(entry / PAGE_ENTRIES);
    return { sku, location, page, entries: [...(document?.entries ?? []), shown] };
  };
}
