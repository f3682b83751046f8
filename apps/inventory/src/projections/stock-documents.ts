import { availableOf, type Levels } from '../domain/stock-item.state.js';

interface Amounts {
  readonly onHand: number;
  readonly held: number;
  readonly allocated: number;
  readonly picked: number;
  /** On hand and not claimed. */
  readonly available: number;
}

/** A SKU at a location. */
export interface StockLevelsDocument extends Amounts {
  readonly sku: string;
  readonly location: string;
  readonly reorderPoint?: number;
  /** Whether no more than the reorder point is available. */
  readonly low: 'yes' | 'no';
  readonly updatedAt: string;
  readonly revision: number;
}

/** The stock of one SKU at one of its locations. */
export interface StockAtLocation extends Amounts {
  readonly location: string;
  readonly reorderPoint?: number;
  /** Whether no more than the reorder point is available. */
  readonly low: boolean;
}

/** A SKU at all its locations: in total, and by location in the order of their names. */
export interface StockBySkuDocument extends Amounts {
  readonly sku: string;
  readonly locations: readonly StockAtLocation[];
}

/** The amounts of a document as the domain counts them. */
export function levelsOf(document: Amounts & { readonly reorderPoint?: number }, low: boolean): Levels {
  const { onHand, held, allocated, picked, reorderPoint } = document;
  return { onHand, held, allocated, picked, low, ...(reorderPoint !== undefined && { reorderPoint }) };
}

/** The amounts that a document shows. */
export function amountsOf(levels: Levels): Amounts & { readonly reorderPoint?: number } {
  const { onHand, held, allocated, picked, reorderPoint } = levels;
  const available = availableOf(levels);
  return { onHand, held, allocated, picked, available, ...(reorderPoint !== undefined && { reorderPoint }) };
}

/** The sum over all locations. */
export function totalOf(locations: readonly StockAtLocation[]): Amounts {
  const total = (field: keyof Amounts) => locations.reduce((sum, at) => sum + at[field], 0);
  return {
    onHand: total('onHand'),
    held: total('held'),
    allocated: total('allocated'),
    picked: total('picked'),
    available: total('available'),
  };
}
