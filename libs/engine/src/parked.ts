import type { Position } from '@waybill/kernel';
import type { Collection, Query, ReadStore } from '@waybill/read-store';

/** What was set aside, by whom, at which fact and why. */
export interface SetAside {
  /** The projection or saga that could not go on. */
  readonly by: string;
  /** What waits: a document's id, or the fact itself. */
  readonly what: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly event: string;
  readonly reason: string;
  readonly parkedAt: string;
}

/** What could not be handled, kept until it is re-driven: keys of projections in one, facts of sagas in another. */
export class Parked {
  private constructor(private readonly collection: Collection<SetAside>) {}

  static async open(reads: ReadStore, name: string): Promise<Parked> {
    return new Parked(await reads.collection<SetAside>({ name, version: 1, fields: { by: 'text' } }));
  }

  /** All of it, or all by one. */
  async list(by?: string): Promise<readonly SetAside[]> {
    const where: Query['where'] = by === undefined ? {} : { by: { equals: by } };
    const all: SetAside[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await this.collection.find({ where, limit: 1_000, cursor });
      all.push(...items);
      cursor = next;
    } while (cursor !== undefined);
    return all;
  }

  async add(parked: SetAside): Promise<void> {
    await this.put(parked, parked);
  }

  async remove(parked: SetAside): Promise<void> {
    await this.put(parked, undefined);
  }

  private async put(parked: SetAside, document: SetAside | undefined): Promise<void> {
    const id = `${parked.by}/${parked.what}`;
    const [older] = await this.collection.load([id]);
    const fence = `${older?.fence ?? parked.position}+`;
    await this.collection.replace([{ id, document, fence, replaces: older?.fence }]);
  }
}
