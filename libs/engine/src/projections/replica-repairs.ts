import { newId, type Projection } from '@waybill/kernel';
import type { BackfillEnd, EventMessage } from '@waybill/message-bus';
import { publisherOf } from '../publishing/sources.js';

/** A backfill that a consumer needs from a publisher. */
export interface NeededBackfill {
  readonly publisher: string;
  readonly backfill: string;
  readonly topics: readonly string[];
  /** Only the events of these streams; undefined for all. */
  readonly streams?: readonly string[] | undefined;
}

/** What a repair begins with. */
export interface RepairOptions {
  /** The document may have missed events that are older than what it has seen: it is folded from nothing. */
  readonly mustRestart: boolean;
  /** The only streams that the documents were made from; undefined when others are possible. */
  readonly streams?: readonly string[] | undefined;
}

/** A document that is being folded again from the publishers' past. */
interface Repair {
  /** The backfill that brings it, by publisher. */
  readonly backfills: ReadonlyMap<string, string>;
  /** The publishers whose backfill has ended. */
  readonly current: Set<string>;
  mustRestart: boolean;
  readonly streams: ReadonlySet<string> | undefined;
  /** Only the first call counts. */
  readonly settle: (isRepaired: boolean) => void;
}

/** The documents of a replica that are being repaired. */
export class ReplicaRepairs {
  private readonly repairs = new Map<string, Repair>();

  /**
   * Starts to repair documents together: returns the backfills that this needs, and whether they have repaired all of
   * them. A repair of one of them that is under way has failed.
   */
  start(projection: Projection, keys: readonly string[], { mustRestart, streams }: RepairOptions) {
    const needed = backfillsOf(projection).map((backfill) => ({ ...backfill, streams }));
    const backfills = new Map(needed.map(({ publisher, backfill }) => [publisher, backfill]));
    const { promise: repaired, resolve: settle } = Promise.withResolvers<boolean>();
    for (const key of keys) {
      this.fail(key);
      const ofStreams = streams && new Set(streams);
      this.repairs.set(key, { backfills, current: new Set(), mustRestart, streams: ofStreams, settle });
    }
    return { needed, repaired };
  }

  /** Whether a message belongs to the backfill of a repair. */
  includes({ publisher, backfill }: EventMessage): boolean {
    if (backfill === undefined || this.repairs.size === 0) return false;
    return [...this.repairs.values()].some(({ backfills }) => backfills.get(publisher) === backfill);
  }

  /**
   * Whether a document takes a message: what its repair brings, and what follows that; undefined when it is not being
   * repaired, or not from this stream. `ended`: backfills that have ended just now.
   */
  takes(
    key: string,
    { publisher, backfill, envelope }: EventMessage,
    ended: ReadonlySet<string>,
  ): boolean | undefined {
    const repair = this.repairs.get(key);
    if (!repair || repair.streams?.has(envelope.stream) === false) return undefined;
    const expected = repair.backfills.get(publisher) ?? '';
    return backfill === undefined
      ? repair.current.has(publisher) || ended.has(expected)
      : backfill === expected;
  }

  mustRestart(key: string): boolean {
    return this.repairs.get(key)?.mustRestart ?? false;
  }

  /** The document was started again, and that has been written. */
  restarted(key: string): void {
    const repair = this.repairs.get(key);
    if (repair) repair.mustRestart = false;
  }

  /** The documents of repairs that this is the last backfill of, although nothing has come for them. */
  untouched({ publisher, backfill }: BackfillEnd): readonly string[] {
    const untouched: string[] = [];
    for (const [key, { backfills, current, mustRestart }] of this.repairs) {
      const isLast = backfills.size === new Set([...current, publisher]).size;
      if (mustRestart && isLast && backfills.get(publisher) === backfill) untouched.push(key);
    }
    return untouched;
  }

  /** Ends the repairs of which this was the last backfill; returns their documents. */
  end({ publisher, backfill }: BackfillEnd): readonly string[] {
    const ended: string[] = [];
    for (const [key, { backfills, current, settle }] of this.repairs) {
      if (backfills.get(publisher) !== backfill) continue;
      current.add(publisher);
      if (current.size < backfills.size) continue;
      this.repairs.delete(key);
      ended.push(key);
      settle(true);
    }
    return ended;
  }

  /** The document cannot be folded. */
  fail(key: string): void {
    this.repairs.get(key)?.settle(false);
    this.repairs.delete(key);
  }

  /** No more messages come: shutting down. */
  giveUp(): void {
    for (const key of this.repairs.keys()) this.fail(key);
  }
}

/** New backfills of everything that a replica folds. */
function backfillsOf({ events }: Projection): readonly NeededBackfill[] {
  const publishers = [...new Set(events.map(publisherOf))];
  return publishers.map((publisher) => neededBackfill(events, publisher, newId()));
}

export function neededBackfill(
  events: readonly string[],
  publisher: string,
  backfill: string,
): NeededBackfill {
  return { publisher, backfill, topics: events.filter((topic) => publisherOf(topic) === publisher) };
}
