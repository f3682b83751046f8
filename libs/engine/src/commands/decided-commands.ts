/** What one remembered command costs: its id of 36 characters and its entry in a map, in bytes. */
const ENTRY_BYTES = 120;

/** The commands that every entity remembers, however little memory is left. */
const ENTRIES_MIN = 64;

/** How much all entities of a process may remember together. */
export class MemoryBudget {
  private entries = 0;

  constructor(private readonly bytes: number) {}

  get isExceeded(): boolean {
    return this.entries * ENTRY_BYTES > this.bytes;
  }

  add(entries: number): void {
    this.entries += entries;
  }
}

/** The latest commands that a stream has decided, with the revision at which each left it. Oldest first. */
export class DecidedCommands {
  private readonly revisions = new Map<string, number>();
  /** Every command that left the stream at a later revision is remembered. -1: all of them are. */
  forgottenRevision = -1;

  constructor(private readonly budget: MemoryBudget) {}

  get(commandId: string): number | undefined {
    return this.revisions.get(commandId);
  }

  /** Forgets the older half when the budget is exceeded: those are looked up in the stream again. */
  add(commandId: string, revision: number): void {
    const sizeBefore = this.revisions.size;
    this.revisions.set(commandId, revision);
    if (this.revisions.size > ENTRIES_MIN && this.budget.isExceeded) {
      this.forget(Math.max(ENTRIES_MIN, this.revisions.size >> 1));
    }
    this.budget.add(this.revisions.size - sizeBefore);
  }

  /** Gives the memory back: the entity is no longer kept. */
  release(): void {
    this.budget.add(-this.revisions.size);
    this.revisions.clear();
  }

  private forget(keep: number): void {
    for (const [commandId, revision] of this.revisions) {
      if (this.revisions.size <= keep) return;
      this.revisions.delete(commandId);
      this.forgottenRevision = revision;
    }
  }
}
