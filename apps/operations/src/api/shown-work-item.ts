import type { WorkItem } from '../projections/work-items.projection.js';

const SECOND_MS = 1_000;

/** A work item as clients see it. */
export type ShownWorkItem = Omit<WorkItem, 'minorUnits' | 'currency'> & {
  /** How long it has been waiting, or had waited when it was closed. */
  readonly ageSeconds: number;
};

export function shownWorkItem(item: WorkItem, nowMs: number): ShownWorkItem {
  const { minorUnits: _, currency: _currency, ...shown } = item;
  const endMs = item.closedAt === undefined ? nowMs : Date.parse(item.closedAt);
  return { ...shown, ageSeconds: ageSecondsOf(item.openedAt, endMs) };
}

export function ageSecondsOf(openedAt: string, endMs: number): number {
  return Math.max(0, Math.floor((endMs - Date.parse(openedAt)) / SECOND_MS));
}
