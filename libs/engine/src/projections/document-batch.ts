import type { StoredEvent } from '@waybill/event-store';
import type { DomainEvent, Position, Projection } from '@waybill/kernel';
import type { Collection, Fenced, Progress, Replacement } from '@waybill/read-store';

interface Entry<D> {
  document: D | undefined;
  fence: Position | undefined;
  /** The fence in the store: a write must replace exactly this one. */
  storedFence: Position | undefined;
}

/** Documents that stay in memory after they were written, so that the next event need not read them again. */
const KEPT_MAX = 1_000;

/** The documents of one read model that are being folded in memory, between two writes. */
export class DocumentBatch<D extends object> {
  private readonly changed = new Map<string, Entry<D>>();
  private readonly kept = new Map<string, Entry<D>>();

  /**
   * `mayElide`: a document that is created and deleted between two writes leaves nothing. Only where no second owner can
   * exist: a former owner that is still writing would create the document again, and nobody would delete it.
   */
  constructor(
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    private readonly mayElide: boolean,
  ) {}

  /** Forgets everything: what the store holds is the truth again. */
  discard(): void {
    this.changed.clear();
    this.kept.clear();
  }

  /** Reads the documents of these keys that are not in memory. */
  async fetch(keys: Iterable<string>): Promise<void> {
    const missing = new Set<string>();
    for (const key of keys) {
      const kept = this.kept.get(key);
      if (kept) this.keep(key, kept);
      else if (!this.changed.has(key)) missing.add(key);
    }
    if (missing.size === 0) return;
    for (const { id, document, fence } of await this.collection.load([...missing])) {
      this.keep(id, { document, fence, storedFence: fence });
      missing.delete(id);
    }
    for (const id of missing)
      this.keep(id, { document: undefined, fence: undefined, storedFence: undefined });
  }

  /**
   * Folds an event into a document that has been fetched, unless the document has seen the event. Throws what the
   * projection throws; the document is then as it was.
   */
  fold(key: string, stored: StoredEvent, event: DomainEvent): void {
    const entry = this.changed.get(key) ?? this.kept.get(key);
    if (!entry) throw new Error(`The document ${key} must be fetched before it is folded.`);
    if (entry.fence !== undefined && stored.position <= entry.fence) return;
    const document = this.projection.apply(entry.document, event, stored, key);
    // Called here so that a search that throws concerns this document only.
    if (document !== undefined && document !== entry.document) this.projection.search?.(document);
    entry.fence = stored.position;
    if (document === entry.document && entry.storedFence !== undefined) return;
    const leavesNothing = document === undefined && entry.storedFence === undefined && this.mayElide;
    entry.document = document;
    if (leavesNothing) {
      this.changed.delete(key);
      this.keep(key, entry);
      return;
    }
    this.kept.delete(key);
    this.changed.set(key, entry);
  }

  /** Starts a document again from nothing; what is folded next, though it is nothing, replaces what is stored. */
  restart(key: string): void {
    const entry = this.changed.get(key) ?? this.kept.get(key);
    if (!entry) return;
    entry.document = undefined;
    entry.fence = undefined;
    if (entry.storedFence === undefined) return;
    this.kept.delete(key);
    this.changed.set(key, entry);
  }

  /** Writes what has changed and moves the checkpoint; false when somebody else has written these documents. */
  async write(progress: Progress): Promise<boolean> {
    const replacements: Replacement<D>[] = [];
    for (const [id, { document, fence = progress.position, storedFence }] of this.changed) {
      replacements.push({ id, document, fence, replaces: storedFence });
    }
    const refused = await this.collection.replace(replacements, progress);
    if (refused.length > 0) return false;
    for (const [id, entry] of this.changed) {
      entry.storedFence = entry.fence ?? progress.position;
      this.keep(id, entry);
    }
    this.changed.clear();
    this.trim();
    return true;
  }

  /** Forgets a document that somebody else has written. */
  release(key: string): void {
    this.kept.delete(key);
  }

  /** A document as it will be written, and how far it has seen. */
  peek(key: string): Fenced<D> | undefined {
    const entry = this.changed.get(key) ?? this.kept.get(key);
    return entry?.fence === undefined ? undefined : { id: key, document: entry.document, fence: entry.fence };
  }

  private keep(key: string, entry: Entry<D>): void {
    this.kept.delete(key);
    this.kept.set(key, entry);
  }

  /** Only after a write: until then, what was read may still be needed. */
  private trim(): void {
    for (const key of this.kept.keys()) {
      if (this.kept.size <= KEPT_MAX) return;
      this.kept.delete(key);
    }
  }
}
