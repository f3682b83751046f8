import type { StoredEvent } from '@waybill/event-store';
import type { Position, Projection } from '@waybill/kernel';
import type { Collection, Fenced, Lineage, Progress, Replacement } from '@waybill/read-store';
import type { OwnEvent } from '../log/own-events.js';

interface Entry<D> {
  document: D | undefined;
  fence: Position | undefined;
  /** The fence in the store: a write must replace exactly this one. */
  storedFence: Position | undefined;
  /** Where the document comes from; undefined in a read model that shows no personal data. */
  readonly lineage: GrowingLineage | undefined;
}

interface GrowingLineage {
  readonly subjects: Set<string>;
  /** Undefined when there are too many. */
  streams: Set<string> | undefined;
}

/** The streams that a document names; one of more streams is folded from the whole log when it must be folded anew. */
const STREAMS_MAX = 20;

/** Documents that stay in memory after they were written, so that the next event need not read them again. */
const KEPT_MAX = 1_000;

/** The documents of one read model that are being folded in memory, between two writes. */
export class DocumentBatch<D extends object> {
  private readonly changed = new Map<string, Entry<D>>();
  private readonly kept = new Map<string, Entry<D>>();

  /**
   * `mayElide`: a document that is created and deleted between two writes leaves nothing. Only where no second owner can
   * exist: a former owner that is still writing would create the document again, and nobody would delete it.
   * `hasLineage`: documents may show personal data, so that it is kept where they come from.
   */
  constructor(
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    private readonly mayElide: boolean,
    private readonly hasLineage: boolean,
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
    for (const { id, document, fence, lineage } of await this.collection.load([...missing])) {
      this.keep(id, { document, fence, storedFence: fence, lineage: this.lineageFrom(lineage) });
      missing.delete(id);
    }
    for (const id of missing) {
      const lineage = this.lineageFrom(undefined);
      this.keep(id, { document: undefined, fence: undefined, storedFence: undefined, lineage });
    }
  }

  /**
   * Folds an event into a document that has been fetched, unless the document has seen the event. Throws what the
   * projection throws; the document is then as it was.
   */
  fold(key: string, stored: StoredEvent, { event, shown }: OwnEvent): void {
    const entry = this.changed.get(key) ?? this.kept.get(key);
    if (!entry) throw new Error(`The document ${key} must be fetched before it is folded.`);
    if (entry.fence !== undefined && stored.position <= entry.fence) return;
    const document = this.projection.apply(entry.document, event, stored, key);
    // Called here so that a search that throws concerns this document only.
    if (document !== undefined && document !== entry.document) this.projection.search?.(document);
    entry.fence = stored.position;
    const hasMoreLineage = grow(entry.lineage, stored.stream, document && shown());
    if (document === undefined) entry.lineage?.subjects.clear();
    if (document === entry.document && entry.storedFence !== undefined && !hasMoreLineage) return;
    // A document that is made again later must know the streams of this one.
    const mayElide = this.mayElide && entry.lineage === undefined;
    const leavesNothing = document === undefined && entry.storedFence === undefined && mayElide;
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
    entry.lineage?.subjects.clear();
    if (entry.storedFence === undefined) return;
    this.kept.delete(key);
    this.changed.set(key, entry);
  }

  /** Writes what has changed and moves the checkpoint; false when somebody else has written these documents. */
  async write(progress: Progress): Promise<boolean> {
    const replacements: Replacement<D>[] = [];
    for (const [id, { document, fence = progress.position, storedFence, lineage }] of this.changed) {
      replacements.push({ id, document, fence, replaces: storedFence, lineage: storedLineage(lineage) });
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

  /** The streams whose events a document was made from; undefined when there are too many to name. */
  streamsOf(key: string): Lineage['streams'] {
    return storedLineage((this.changed.get(key) ?? this.kept.get(key))?.lineage)?.streams;
  }

  private lineageFrom(stored: Lineage | undefined): GrowingLineage | undefined {
    if (!this.hasLineage) return undefined;
    const streams = stored && !stored.streams ? undefined : new Set(stored?.streams);
    return { subjects: new Set(stored?.subjects), streams };
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

/** Whether the lineage is another one then. */
function grow(lineage: GrowingLineage | undefined, stream: string, subject: string | undefined): boolean {
  if (!lineage) return false;
  const { subjects, streams } = lineage;
  const isNewStream = streams !== undefined && !streams.has(stream);
  const isNewSubject = subject !== undefined && !subjects.has(subject);
  if (isNewStream && streams.size === STREAMS_MAX) lineage.streams = undefined;
  else if (isNewStream) streams.add(stream);
  if (isNewSubject) subjects.add(subject);
  return isNewStream || isNewSubject;
}

function storedLineage(lineage: GrowingLineage | undefined): Lineage | undefined {
  return lineage && { subjects: [...lineage.subjects], streams: lineage.streams && [...lineage.streams] };
}
