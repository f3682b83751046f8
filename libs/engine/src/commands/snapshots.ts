import type { EventStore } from '@waybill/event-store';
import type { Aggregate, Position } from '@waybill/kernel';
import type { Collection, ReadStore } from '@waybill/read-store';
import type { SettledCauses } from './settled-causes.js';

/** An aggregate's state as of a revision, so that a long stream need not be read from its beginning. */
export interface Snapshot {
  readonly state: unknown;
  readonly revision: number;
  readonly position: Position;
  /** Of the event at that revision: a log that was restored may reuse positions, but not ids. */
  readonly eventId: string;
  /** The aggregate's snapshot version. */
  readonly version: number;
  readonly settled: Readonly<Record<string, number>>;
}

/** What a snapshot is taken of. */
interface Subject extends Pick<Snapshot, 'state' | 'revision' | 'position'> {
  readonly aggregate: Aggregate;
  readonly stream: string;
  readonly settled: SettledCauses;
}

type Report = (failure: unknown, what: string) => void;

/** Snapshots of long streams. They are derived from the log: a missing one costs time only. */
export class Snapshots {
  private constructor(
    private readonly collection: Collection<Snapshot>,
    private readonly store: EventStore,
    private readonly report: Report,
  ) {}

  static async open(state: ReadStore, store: EventStore, report: Report): Promise<Snapshots> {
    const collection = await state.collection<Snapshot>({ name: 'engine.snapshots', version: 2, fields: {} });
    return new Snapshots(collection, store, report);
  }

  /** The latest snapshot, unless another version of the aggregate made it or the log does not contain its event. */
  async find({ snapshotVersion }: Aggregate, stream: string): Promise<Snapshot | undefined> {
    const snapshot = await this.collection.get(stream).catch((failure: unknown) => {
      this.report(failure, `snapshot of ${stream}`);
      return undefined;
    });
    if (snapshot?.version !== snapshotVersion) return undefined;
    const [event] = await this.store.read(stream, { from: snapshot.revision, max: 1 });
    return event?.id === snapshot.eventId ? snapshot : undefined;
  }

  /** Keeps an aggregate's state. Never rejects: a failure is reported. */
  async take({ aggregate, stream, state, revision, position, settled }: Subject): Promise<void> {
    const recorded = { ...settled.toJSON() };
    try {
      const [event] = await this.store.read(stream, { from: revision, max: 1 });
      if (!event) return;
      const version = aggregate.snapshotVersion;
      const document = { state, revision, position, eventId: event.id, version, settled: recorded };
      const [older] = await this.collection.load([stream]);
      const fence = event.id;
      await this.collection.replace([{ id: stream, document, fence, replaces: older?.fence }]);
    } catch (failure) {
      this.report(failure, `snapshot of ${stream}`);
    }
  }
}
