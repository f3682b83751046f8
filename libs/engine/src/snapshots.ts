import type { EventStore } from '@waybill/event-store';
import type { Aggregate, Position } from '@waybill/kernel';
import type { Collection, ReadStore } from '@waybill/read-store';

/** An aggregate's state as of a revision, so that a long stream need not be read from its beginning. */
export interface Snapshot {
  readonly state: unknown;
  readonly revision: number;
  readonly position: Position;
  readonly version: number;
}

/** Snapshots of long streams. Derived from the log: losing one costs time only. */
export class Snapshots {
  private constructor(
    private readonly collection: Collection<Snapshot>,
    private readonly store: EventStore,
  ) {}

  static async open(reads: ReadStore, store: EventStore): Promise<Snapshots> {
    const collection = await reads.collection<Snapshot>({ name: 'engine.snapshots', version: 1, fields: {} });
    return new Snapshots(collection, store);
  }

  /** The latest snapshot, unless another version of the aggregate made it or the log does not contain its event. */
  async find(aggregate: Aggregate, stream: string): Promise<Snapshot | undefined> {
    const snapshot = await this.collection.get(stream);
    if (snapshot?.version !== aggregate.snapshotVersion) return undefined;
    const [event] = await this.store.read(stream, { from: snapshot.revision, max: 1 });
    return event?.position === snapshot.position ? snapshot : undefined;
  }

  async save(stream: string, snapshot: Snapshot): Promise<void> {
    const [older] = await this.collection.load([stream]);
    await this.collection.replace([
      { id: stream, document: snapshot, fence: snapshot.position, replaces: older?.fence },
    ]);
  }
}
