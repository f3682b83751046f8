import type { Position, Projection } from '@waybill/kernel';
import type { Collection, Page, Query } from '@waybill/read-store';
import { ProjectionBehind } from './errors.js';
import { Progress } from './progress.js';

/** What a reader must see, and how long it is ready to wait for it. */
export interface Freshness {
  /** The reader's Consistency-Token: the answer must have seen the log up to here. */
  readonly after?: Position;
  /** Milliseconds; default 2,000. */
  readonly waitMs?: number;
}

interface Live<D extends object = object> {
  readonly projection: Projection<D>;
  readonly collection: Collection<D>;
  readonly progress: Progress;
}

/** Answers questions from read models, fresh enough for the one who asks. */
export class ReadModels {
  private readonly live = new Map<unknown, Live>();

  /** Tells where a projection's documents are, and how far they have come. */
  serve(projection: Projection, collection: Collection, progress: Progress): void {
    this.live.set(projection, { projection, collection, progress });
  }

  /** One document. Rejects with {@link ProjectionBehind} when it cannot be fresh enough in time. */
  async get<D extends object>(
    projection: Projection<D>,
    id: string,
    freshness: Freshness = {},
  ): Promise<D | undefined> {
    const { collection, progress } = this.find<D>(projection);
    const { after } = freshness;
    if (after !== undefined && progress.position < after) {
      const [fenced] = await collection.load([id]);
      if (fenced && fenced.fence >= after) return fenced.document;
      await this.reach(projection, progress, freshness);
    }
    return collection.get(id);
  }

  /** A page of documents. Rejects with {@link ProjectionBehind} or `BadCursor`. */
  async list<D extends object>(
    projection: Projection<D>,
    query: Query,
    freshness: Freshness = {},
  ): Promise<Page<D>> {
    const { collection, progress } = this.find<D>(projection);
    await this.reach(projection, progress, freshness);
    return collection.find(query);
  }

  private async reach({ name }: Projection, progress: Progress, { after, waitMs = 2_000 }: Freshness) {
    if (after === undefined || (await progress.wait(after, waitMs))) return;
    throw new ProjectionBehind(name, after, progress.position);
  }

  private find<D extends object>(projection: Projection<D>): Live<D> {
    const live = this.live.get(projection);
    if (!isOf(projection, live)) throw new TypeError(`No context shows the read model ${projection.name}.`);
    return live;
  }
}

function isOf<D extends object>(projection: Projection<D>, live: Live | undefined): live is Live<D> {
  return live?.projection === projection;
}
