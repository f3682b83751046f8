import { availableOf, onHandOf, type Levels } from '../domain/stock-levels.state.js';

interface Amounts {
  /** In all buckets. */
  readonly onHand: number;
  readonly damaged: number;
  readonly quarantine: number;
  readonly inspection: number;
  readonly held: number;
  readonly allocated: number;
  readonly picked: number;
  /** What can be claimed: neither claimed nor in another bucket. */
  readonly available: number;
}

/** A SKU at a location. */
export interface StockLevelsDocument extends Amounts {
  readonly sku: string;
  readonly location: string;
  readonly reorderPoint?: number;
  /** Whether no more than the reorder point is available. */
  readonly low: boolean;
  /** `low` as a field to filter by; not shown. */
  readonly lowText: 'yes' | 'no';
  readonly updatedAt: string;
  readonly revision: number;
}

/** The stock of one SKU at one of its locations. */
export interface StockAtLocation extends Amounts {
  readonly location: string;
  /** On the way to this location. */
  readonly inTransit: number;
  readonly reorderPoint?: number;
  /** Whether no more than the reorder point is available. */
  readonly low: boolean;
}

/** A SKU at all its locations: in total, and by location in the order of their names. */
export interface StockBySkuDocument extends Amounts {
  readonly sku: string;
  readonly inTransit: number;
  readonly locations: readonly StockAtLocation[];
}

/** The amounts of a document as the domain counts them. */
export function levelsOf(
  document: Amounts & { readonly reorderPoint?: number; readonly low: boolean },
): Levels {
  const { onHand, damaged, quarantine, inspection, held, allocated, picked, low, reorderPoint } = document;
  const available = onHand - damaged - quarantine - inspection;
  const balance = { available, damaged, quarantine, inspection };
  return { balance, held, allocated, picked, low, ...(reorderPoint !== undefined && { reorderPoint }) };
}

/** The amounts that a document shows. */
export function amountsOf(levels: Levels): Amounts & { readonly reorderPoint?: number } {
  const { balance, held, allocated, picked, reorderPoint } = levels;
  const { damaged, quarantine, inspection } = balance;
  return {
    onHand: onHandOf(balance),
    damaged,
    quarantine,
    inspection,
    held,
    allocated,
    picked,
    available: Math.max(0, availableOf(levels)),
    ...(reorderPoint !== undefined && { reorderPoint }),
  };
}

/** The sum over all locations. */
export function totalOf(locations: readonly StockAtLocation[]): Amounts & { readonly inTransit: number } {
  const total = (field: keyof Amounts | 'inTransit') => locations.reduce((sum, at) => sum + at[field], 0);
  return {
    onHand: total('onHand'),
    damaged: total('damaged'),
    quarantine: total('quarantine'),
    inspection: total('inspection'),
    held: total('held'),
    allocated: total('allocated'),
    picked: total('picked'),
    available: total('available'),
    inTransit: total('inTransit'),
  };
}
