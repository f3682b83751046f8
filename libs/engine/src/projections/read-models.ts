import type { Position, Projection } from '@waybill/kernel';
import type { Collection, Page, Query, StoredText } from '@waybill/read-store';
import { Draining, ProjectionBehind } from '../errors.js';

/** How long a reader waits unless it says otherwise, in milliseconds. */
const WAIT_MS_DEFAULT = 2_000;

/** What a reader must see, and how long it waits for that. */
export interface Freshness {
  /** The reader's Consistency-Token: the answer must have seen the log up to here. */
  readonly after?: Position | undefined;
  /** Whether the answer must have seen all of the log that this process knows. */
  readonly isLatest?: boolean | undefined;
  readonly waitMs?: number | undefined;
}

/** Where a projection's documents are, and how far they have come. */
export interface ServedReadModel<D extends object = object> {
  readonly projection: Projection<D>;
  readonly collection: Collection<D>;
  /** Everything up to here is in the documents, as far as this process knows. */
  readonly position: () => Position;
  /** The end of the log, as far as this process knows. */
  readonly head: () => Position;
  /** Whether the documents contain everything up to a position within the time. */
  readonly wait: (position: Position, timeoutMs: number) => Promise<boolean>;
  /** The position of the latest event that this process has written for a document; undefined for none. */
  readonly written: (id: string) => Position | undefined;
}

/** Answers questions from read models, fresh enough for whoever asks. */
export class ReadModels {
  private readonly served = new Map<unknown, ServedReadModel>();
  private readonly stopping = Promise.withResolvers<never>();

  constructor() {
    this.stopping.promise.catch(() => undefined);
  }

  serve(model: ServedReadModel): void {
    this.served.set(model.projection, model);
  }

  /** Ends all waiting with {@link Draining}: the process is shutting down. */
  stop(): void {
    this.stopping.reject(new Draining('Reads do not wait any longer: shutting down.'));
  }

  /**
   * One document. A document that is missing although this process has just written its events is waited for. Rejects
   * with {@link ProjectionBehind} when it cannot be fresh enough in time.
   */
  get<D extends object>(
    projection: Projection<D>,
    id: string,
    freshness: Freshness = {},
  ): Promise<D | undefined> {
    const model = this.find<D>(projection);
    return this.read(model, id, freshness, () => model.collection.get(id));
  }

  /** One document as stored JSON text, as {@link get}. */
  getText<D extends object>(
    projection: Projection<D>,
    id: string,
    freshness: Freshness = {},
  ): Promise<StoredText | undefined> {
    const model = this.find<D>(projection);
    return this.read(model, id, freshness, () => model.collection.getText(id));
  }

  /** A page of documents. Rejects with {@link ProjectionBehind} or `BadCursor`. */
  async list<D extends object>(
    projection: Projection<D>,
    query: Query,
    freshness: Freshness = {},
  ): Promise<Page<D>> {
    const model = this.find<D>(projection);
    await this.reach(model, freshness);
    return model.collection.find(query);
  }

  private async read<D extends object, T>(
    model: ServedReadModel<D>,
    id: string,
    freshness: Freshness,
    read: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { waitMs } = freshness;
    const after = freshness.isLatest ? model.head() : freshness.after;
    if (after !== undefined && model.position() < after && !(await this.hasSeen(model, id, after))) {
      await this.reach(model, { after, waitMs });
    }
    const found = await read();
    if (found !== undefined) return found;
    const written = model.written(id);
    if (written === undefined || written <= model.position()) return undefined;
    await this.reach(model, { after: written, waitMs });
    return read();
  }

  /** A document's own fence may be ahead of the read model's checkpoint. A replica's fence is no position. */
  private async hasSeen<D extends object>(
    { projection, collection }: ServedReadModel<D>,
    id: string,
    after: Position,
  ): Promise<boolean> {
    if (projection.isReplica) return false;
    const [fenced] = await collection.load([id]);
    return fenced !== undefined && fenced.fence >= after;
  }

  private async reach<D extends object>(
    { projection, position, wait }: ServedReadModel<D>,
    { after, waitMs = WAIT_MS_DEFAULT }: Freshness,
  ): Promise<void> {
    if (after === undefined || position() >= after) return;
    if (await Promise.race([wait(after, waitMs), this.stopping.promise])) return;
    throw new ProjectionBehind(projection.name, after, position());
  }

  private find<D extends object>(projection: Projection<D>): ServedReadModel<D> {
    const model = this.served.get(projection);
    if (!isOf(projection, model)) throw new TypeError(`No context serves the read model ${projection.name}.`);
    return model;
  }
}

function isOf<D extends object>(
  projection: Projection<D>,
  model: ServedReadModel | undefined,
): model is ServedReadModel<D> {
  return model?.projection === projection;
}
