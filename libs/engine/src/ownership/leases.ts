import { newId } from '@waybill/kernel';
import { ReadStoreUnavailable, type Collection, type StateStore } from '@waybill/read-store';

interface LeaseDocument {
  readonly holder: string;
  readonly process: string;
  /** Higher with each owner that the lease has had. */
  readonly epoch: number;
  readonly isReleased: boolean;
}

/** A lease that this engine holds. */
export interface Lease {
  readonly epoch: number;
  /** When it was asked for, on the clock of this process: from then on it lives, unless it is renewed. */
  readonly askedAtMs: number;
  /** Extends it. False when another holder has taken it. */
  renew(): Promise<boolean>;
  /** Gives it back, so that another holder need not wait for it to expire. */
  release(): Promise<void>;
}

/**
 * Leases in the state store: one holder per name at a time. A lease has expired when a candidate has seen it unchanged
 * for its time to live, on the candidate's own clock, so that differing clocks do no harm. Where one process has the
 * state store to itself, a lease of another process is free at once: that process is dead.
 */
export class Leases {
  private readonly holder = newId();
  private readonly seen = new Map<string, { readonly fence: string; readonly sinceMs: number }>();

  private constructor(
    private readonly collection: Collection<LeaseDocument>,
    private readonly isExclusive: boolean,
    private readonly process: string,
    private readonly nowMs: () => number,
    private readonly clockMs: () => number,
  ) {}

  /**
   * `process` identifies this process among all that share the store; `nowMs` is a clock that never goes backwards,
   * `clockMs` gives milliseconds since 1970.
   */
  static async open(
    state: StateStore,
    process: string,
    nowMs: () => number = () => performance.now(),
    clockMs: () => number = Date.now,
  ): Promise<Leases> {
    const collection = await state.collection<LeaseDocument>({
      name: 'engine.leases',
      version: 1,
      fields: {},
    });
    return new Leases(collection, state.isExclusive, process, nowMs, clockMs);
  }

  /** Takes a lease that is free or has expired; undefined while another holder has it. */
  async acquire(name: string, ttlMs: number): Promise<Lease | undefined> {
    const askedAtMs = this.nowMs();
    const [found] = await this.collection.load([name]);
    if (found?.document && !this.isFree(name, found.fence, found.document, ttlMs)) return undefined;
    // At least the time: a state store that was restored from an older backup must not give an epoch away again.
    // Consumers and read models have seen it, and would drop what comes with it.
    const epoch = Math.max((found?.document?.epoch ?? 0) + 1, this.clockMs());
    const fence = await this.put(name, epoch, found?.fence);
    return fence === undefined ? undefined : this.leaseOf(name, epoch, fence, askedAtMs);
  }

  private isFree(name: string, fence: string, document: LeaseDocument, ttlMs: number): boolean {
    if (document.isReleased || document.holder === this.holder) return true;
    if (this.isExclusive && document.process !== this.process) return true;
    const seen = this.seen.get(name);
    if (seen?.fence === fence) return this.nowMs() - seen.sinceMs >= ttlMs;
    this.seen.set(name, { fence, sinceMs: this.nowMs() });
    return false;
  }

  private leaseOf(name: string, epoch: number, first: string, askedAtMs: number): Lease {
    let fence = first;
    return {
      epoch,
      askedAtMs,
      renew: async () => {
        const next = await this.put(name, epoch, fence);
        if (next !== undefined) fence = next;
        return next !== undefined;
      },
      release: async () => {
        await this.put(name, epoch, fence, true).catch((failure: unknown) => {
          // It expires by itself while the store is away.
          if (!(failure instanceof ReadStoreUnavailable)) throw failure;
        });
      },
    };
  }

  /** The new fence; undefined when somebody else was faster. */
  private async put(
    name: string,
    epoch: number,
    replaces: string | undefined,
    isReleased = false,
  ): Promise<string | undefined> {
    const fence = newId();
    const { holder, process } = this;
    const document = { holder, process, epoch, isReleased };
    const refused = await this.collection.replace([{ id: name, document, fence, replaces }]);
    if (refused.length === 0) return fence;
    // A write whose failure was reported may have been done all the same.
    const [found] = await this.collection.load([name]);
    const isOurs = found?.document?.holder === this.holder && found.document.epoch === epoch;
    if (!isOurs || found.fence === replaces) return undefined;
    const again = await this.collection.replace([{ id: name, document, fence, replaces: found.fence }]);
    return again.length === 0 ? fence : undefined;
  }
}
