import type { Database, Prepared } from './database.js';

/** Free pages of 4 KiB that the file keeps for later messages. */
const KEPT = 500;
/** Pages that one step gives back to the file system; bounds how long it holds the main thread. */
const STEP = 256;

/** Pages of handled messages beyond what the file should keep. */
export class SparePages {
  private readonly free: Prepared<[pages: number]>;

  constructor(private readonly database: Database) {
    this.free = database.prepare('PRAGMA freelist_count');
  }

  get count(): number {
    return Math.max(0, (this.free.get()?.[0] ?? 0) - KEPT);
  }

  /** Within a transaction: gives some of them back. True when that helped and more are left. */
  giveBack(): boolean {
    const before = this.count;
    if (before === 0) return false;
    this.database.exec(`PRAGMA incremental_vacuum(${Math.min(STEP, before)})`);
    const left = this.count;
    return left > 0 && left < before;
  }
}
