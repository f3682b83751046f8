import { StoreRefused } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';

/** Throws StoreRefused when something made from the log has come further than the log itself: it has lost facts. */
export function ensureWhole(head: Position, reached: Position | undefined, what: string): void {
  if (reached === undefined || reached <= head) return;
  throw new StoreRefused(
    `The log ends at ${head || 'its beginning'}, but ${what} has seen ${reached}: the log has lost facts, or is older than ` +
      'the read models and the bus. Restore the log; or, if it is the right one, remove those two, and they are made again.',
  );
}
