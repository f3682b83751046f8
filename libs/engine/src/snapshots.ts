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

/** What a snapshot is taken of. */
interface Portrayed extends Omit<Snapshot, 'version'> {
  readonly aggregate: Aggregate;
  readonly stream: string;
}

/** Snapshots of long streams. Derived from the log: one that is lost, or out of reach, costs time only. */
export class Snapshots {
  private constructor(
    private readonly collection: Collection<Snapshot>,
    private readonly store: EventStore,
    private readonly report: (failure: unknown, what: string) => void,
  ) {}

  static async open(
    reads: ReadStore,
    store: EventStore,
    report: (failure: unknown, what: string) => void,
  ): Promise<Snapshots> {
    const collection = await reads.collection<Snapshot>({ name: 'engine.snapshots', version: 1, fields: {} });
    return new Snapshots(collection, store, report);
  }

  /** The latest snapshot, unless another version of the aggregate made it or the log does not contain its event. */
  async find(aggregate: Aggregate, stream: string): Promise<Snapshot | undefined> {
    const snapshot = await this.collection.get(stream).catch((failure: unknown) => {
      this.report(failure, `snapshot of ${stream}`);
      return undefined;
    });
    if (snapshot?.version !== aggregate.snapshotVersion) return undefined;
    const [event] = await this.store.read(stream, { from: snapshot.revision, max: 1 });
    return event?.position === snapshot.position ? snapshot : undefined;
  }

  /** Keeps a state. Never rejects: what cannot be kept is reported. */
  async take({ aggregate, stream, state, revision, position }: Portrayed): Promise<void> {
    const document = { state, revision, position, version: aggregate.snapshotVersion };
    try {
      const [older] = await this.collection.load([stream]);
      await this.collection.replace([{ id: stream, document, fence: position, replaces: older?.fence }]);
    } catch (failure) {
      this.report(failure, `snapshot of ${stream}`);
    }
  }
}
