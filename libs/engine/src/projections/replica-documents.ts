import type { Envelope, Projection } from '@waybill/kernel';
import type { Collection, Replacement } from '@waybill/read-store';
import type { OpenedEvent } from '../sealing/opened-event.js';

/** Per stream the last revision that a document has seen. */
type SeenRevisions = Record<string, number>;

interface Entry<D> {
  document: D | undefined;
  seen: SeenRevisions;
  /** The data subjects whose personal data the document shows. */
  readonly subjects: Set<string>;
  readonly storedFence: string | undefined;
  isChanged: boolean;
}

/** The documents of a replica that one batch of messages changes. Their fences are the revisions they have seen, as JSON. */
export class ReplicaDocuments<D extends object> {
  private readonly entries = new Map<string, Entry<D>>();

  private constructor(
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
  ) {}

  static async fetch<D extends object>(
    projection: Projection<D>,
    collection: Collection<D>,
    keys: readonly string[],
  ): Promise<ReplicaDocuments<D>> {
    const documents = new ReplicaDocuments(projection, collection);
    for (const { id, document, fence, lineage } of await collection.load(keys)) {
      const subjects = new Set(lineage?.subjects);
      const entry = { document, seen: seenRevisions(fence), subjects, storedFence: fence, isChanged: false };
      documents.entries.set(id, entry);
    }
    return documents;
  }

  /** Folds a message into a document unless the document has seen it. Throws what the projection throws. */
  fold(key: string, { data: event, shown }: OpenedEvent, envelope: Envelope): void {
    const entry = this.entries.get(key) ?? {
      document: undefined,
      seen: {},
      subjects: new Set(),
      storedFence: undefined,
      isChanged: false,
    };
    if (envelope.revision <= (entry.seen[envelope.stream] ?? -1)) return;
    const document = this.projection.apply(entry.document, event, envelope, key);
    if (document !== undefined && document !== entry.document) this.projection.search?.(document);
    entry.document = document;
    entry.seen[envelope.stream] = envelope.revision;
    const subject = document && shown();
    if (subject !== undefined) entry.subjects.add(subject);
    if (document === undefined) entry.subjects.clear();
    entry.isChanged = true;
    this.entries.set(key, entry);
  }

  /** Starts a document again from nothing. */
  restart(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.subjects.clear();
    Object.assign(entry, { document: undefined, seen: {}, isChanged: true });
  }

  /** Writes what has changed; false when somebody else has written one of these documents. */
  async write(): Promise<boolean> {
    const replacements: Replacement<D>[] = [];
    for (const [id, { document, seen, subjects, storedFence, isChanged }] of this.entries) {
      if (!isChanged) continue;
      // The fence names the streams.
      const lineage = subjects.size > 0 ? { subjects: [...subjects], streams: [] } : undefined;
      replacements.push({ id, document, fence: JSON.stringify(seen), replaces: storedFence, lineage });
    }
    const refused = replacements.length > 0 ? await this.collection.replace(replacements) : [];
    return refused.length === 0;
  }
}

/** What the fence of a replica's document says. */
export function seenRevisions(fence: string): SeenRevisions {
  return JSON.parse(fence);
}
