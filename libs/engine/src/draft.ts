import type { StoredEvent } from '@waybill/event-store';
import type { Envelope, DomainEvent, Position, Projection } from '@waybill/kernel';
import type { Collection, Fenced, Replacement } from '@waybill/read-store';

interface Page<D> {
  document: D | undefined;
  fence: Position | undefined;
  /** The fence in the store; what is written must replace exactly this. */
  stored: Position | undefined;
}

/** Documents kept in memory after they were written, so that the next fact need not read them again. */
const KEPT = 2_000;

/** A fact could not be folded into a document: the fold threw. */
export interface Poison {
  readonly key: string;
  readonly event: Envelope & { readonly type: string };
  readonly reason: string;
}

/** The documents of one read model that are being folded in memory, between two writes. */
export class Draft<D extends object> {
  private readonly dirty = new Map<string, Page<D>>();
  private readonly kept = new Map<string, Page<D>>();

  constructor(
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
  ) {}

  /** Forgets everything: what the store holds is the truth again. */
  discard(): void {
    this.dirty.clear();
    this.kept.clear();
  }

  /** Reads the documents of these keys that are not in memory. */
  async fetch(keys: Iterable<string>): Promise<void> {
    const missing = new Set<string>();
    for (const key of keys) {
      const kept = this.kept.get(key);
      if (kept) this.keep(key, kept);
      else if (!this.dirty.has(key)) missing.add(key);
    }
    if (missing.size === 0) return;
    const found = await this.collection.load([...missing]);
    for (const { id, document, fence } of found) this.keep(id, { document, fence, stored: fence });
    for (const { id } of found) missing.delete(id);
    for (const id of missing) this.keep(id, { document: undefined, fence: undefined, stored: undefined });
  }

  /** Folds one event into one of its documents, unless that document has seen it. Keys must have been fetched. */
  fold(key: string, event: StoredEvent, fact: DomainEvent): Poison | undefined {
    const page = this.dirty.get(key) ?? this.kept.get(key);
    if (!page) throw new Error(`The document ${key} is folded before it was read.`);
    if (page.fence !== undefined && event.position <= page.fence) return undefined;
    let document: D | undefined;
    try {
      document = this.projection.apply(page.document, fact, event, key);
    } catch (failure) {
      return { key, event, reason: String(failure) };
    }
    page.fence = event.position;
    if (document === page.document && page.stored !== undefined) return undefined;
    if (document === undefined && page.stored === undefined) {
      page.document = undefined;
      this.dirty.delete(key);
      this.keep(key, page);
      return undefined;
    }
    page.document = document;
    this.kept.delete(key);
    this.dirty.set(key, page);
    return undefined;
  }

  /** Writes what has changed and moves the checkpoint; false when somebody else has written these documents. */
  async write(checkpoint: Position): Promise<boolean> {
    const replacements: Replacement<D>[] = [];
    for (const [id, { document, fence = checkpoint, stored }] of this.dirty) {
      replacements.push({ id, document, fence, replaces: stored });
    }
    const refused = await this.collection.replace(replacements, checkpoint);
    if (refused.length > 0) return false;
    for (const [id, page] of this.dirty) {
      page.stored = page.fence ?? checkpoint;
      this.keep(id, page);
    }
    this.dirty.clear();
    this.trim();
    return true;
  }

  /** Lets go of a document that somebody else has written. */
  release(key: string): void {
    this.kept.delete(key);
  }

  /** A document as it will be written, and how far it has seen. */
  peek(key: string): Fenced<D> | undefined {
    const page = this.dirty.get(key) ?? this.kept.get(key);
    return page?.fence === undefined ? undefined : { id: key, document: page.document, fence: page.fence };
  }

  private keep(key: string, page: Page<D>): void {
    this.kept.delete(key);
    this.kept.set(key, page);
  }

  /** Only after a write: until then, what was read may still be wanted. */
  private trim(): void {
    for (const key of this.kept.keys()) {
      if (this.kept.size <= KEPT) return;
      this.kept.delete(key);
    }
  }
}
