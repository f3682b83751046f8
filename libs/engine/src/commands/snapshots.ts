import type { EventStore } from '@waybill/event-store';
import type { Aggregate, Position } from '@waybill/kernel';
import type { Collection, ReadStore } from '@waybill/read-store';
import type { Seals } from '../sealing/seals.js';
import type { SettledCauses } from './settled-causes.js';

/** What a snapshot knows besides the state. */
interface SnapshotFacts {
  readonly revision: number;
  readonly position: Position;
  /** Of the event at that revision: a log that was restored may reuse positions, but not ids. */
  readonly eventId: string;
  /** The aggregate's snapshot version. */
  readonly version: number;
  readonly settled: Readonly<Record<string, number>>;
  /** The data subjects whose personal data the state holds. */
  readonly subjects: readonly string[];
}

/** An aggregate's state as of a revision, so that a long stream need not be read from its beginning. */
export interface Snapshot extends SnapshotFacts {
  readonly state: unknown;
}

/** The state as JSON, sealed with the key of each subject in turn: without one of the keys it cannot be read. */
interface StoredSnapshot extends SnapshotFacts {
  readonly state: string;
}

/** What a snapshot is taken of. */
interface Subject extends Pick<Snapshot, 'state' | 'revision' | 'position'> {
  readonly aggregate: Aggregate;
  readonly stream: string;
  readonly settled: SettledCauses;
  readonly subjects: ReadonlySet<string>;
}

type Report = (failure: unknown, what: string) => void;

/** Snapshots of long streams. They are derived from the log: a missing one costs time only. */
export class Snapshots {
  private constructor(
    private readonly collection: Collection<StoredSnapshot>,
    private readonly store: EventStore,
    private readonly seals: Seals,
    private readonly report: Report,
  ) {}

  static async open(state: ReadStore, store: EventStore, seals: Seals, report: Report): Promise<Snapshots> {
    const definition = { name: 'engine.snapshots', version: 3, fields: {} };
    return new Snapshots(await state.collection<StoredSnapshot>(definition), store, seals, report);
  }

  /**
   * The latest snapshot, unless another version of the aggregate made it, the log does not contain its event, or the key
   * of a subject is destroyed.
   */
  async find({ snapshotVersion }: Aggregate, stream: string): Promise<Snapshot | undefined> {
    const snapshot = await this.collection.get(stream).catch((failure: unknown) => {
      this.report(failure, `snapshot of ${stream}`);
      return undefined;
    });
    if (snapshot?.version !== snapshotVersion) return undefined;
    const [event] = await this.store.read(stream, { from: snapshot.revision, max: 1 });
    if (event?.id !== snapshot.eventId) return undefined;
    const state = await this.open(stream, snapshot);
    return state === undefined ? undefined : { ...snapshot, state: JSON.parse(state) };
  }

  /** Keeps an aggregate's state. Never rejects: a failure is reported. */
  async take({ aggregate, stream, state, revision, position, settled, subjects }: Subject): Promise<void> {
    const facts = { revision, position, settled: { ...settled.toJSON() }, subjects: [...subjects] };
    const text = JSON.stringify(state);
    try {
      const [event] = await this.store.read(stream, { from: revision, max: 1 });
      if (!event) return;
      const sealed = await this.seal(event.id, text, facts.subjects);
      if (sealed === undefined) return;
      const version = aggregate.snapshotVersion;
      const document = { ...facts, state: sealed, eventId: event.id, version };
      const [older] = await this.collection.load([stream]);
      const fence = event.id;
      await this.collection.replace([{ id: stream, document, fence, replaces: older?.fence }]);
    } catch (failure) {
      this.report(failure, `snapshot of ${stream}`);
    }
  }

  /** Undefined when a subject's key is destroyed. */
  private async seal(place: string, state: string, subjects: readonly string[]): Promise<string | undefined> {
    const ciphers = await this.seals.ciphers(subjects);
    return ciphers.reduce<string | undefined>(
      (text, cipher) => (text === undefined ? undefined : cipher.seal(place, text)),
      state,
    );
  }

  /** Undefined when a subject's key is destroyed, or when it cannot be opened, which is reported. */
  private async open(
    stream: string,
    { eventId, state, subjects }: StoredSnapshot,
  ): Promise<string | undefined> {
    try {
      const ciphers = await this.seals.ciphers(subjects);
      return ciphers.reduceRight<string | undefined>(
        (text, cipher) => (text === undefined ? undefined : cipher.open(eventId, text)),
        state,
      );
    } catch (failure) {
      this.report(failure, `snapshot of ${stream}`);
      return undefined;
    }
  }
}
