import { failpoint } from '@waybill/failpoints';
import { newId } from '@waybill/kernel';
import { ReadStoreUnavailable, type Collection, type ReadStore } from '@waybill/read-store';
import { OwnershipLost } from '../errors.js';
import { backOff, Hurry } from '../timers.js';

/** How often a checkpoint is saved, in milliseconds. All save at the same moments, so that they share a transaction. */
const SAVE_EVERY_MS = 200;

interface Saved<T> {
  readonly epoch: number;
  readonly value?: T;
}

const DEFINITION = { name: 'engine.checkpoints', version: 1, fields: {} };

/** Whether any reader has saved a checkpoint. */
export async function hasCheckpoints(state: ReadStore): Promise<boolean> {
  return (await (await state.collection(DEFINITION)).count()) > 0;
}

/** What was saved last under an id, whoever owns it. */
export async function readCheckpoint<T>(state: ReadStore, id: string): Promise<T | undefined> {
  const collection = await state.collection<Saved<T>>(DEFINITION);
  return (await collection.get(id))?.value;
}

/** Opens the checkpoint of a saga or a publisher, to be written by the owner with this epoch. */
export async function openCheckpoint<T>(state: ReadStore, id: string, epoch: number): Promise<Checkpoint<T>> {
  return new Checkpoint<T>(await state.collection<Saved<T>>(DEFINITION), id, epoch);
}

/** What a save writes, and what has to happen once it is durable. */
export interface Capture<T> {
  readonly value: T;
  readonly saved?: (() => void) | undefined;
}

/** One reader's checkpoint. Only the owner with the newest epoch can write it. */
export class Checkpoint<T> {
  /** What is to be written; called at each save. */
  capture: (() => Capture<T>) | undefined;
  private fence: string | undefined;
  private saving: Promise<void> | undefined;
  private writing: Promise<void> = Promise.resolve();
  private isChanged = false;
  private readonly hurried = new Hurry();

  constructor(
    private readonly collection: Collection<Saved<T>>,
    private readonly id: string,
    private readonly epoch: number,
  ) {}

  /** What was saved last; undefined for nothing. Claims it for this epoch; rejects with {@link OwnershipLost}. */
  async claim(): Promise<T | undefined> {
    for (;;) {
      const [found] = await this.collection.load([this.id]);
      const saved = found?.document;
      if (saved && saved.epoch > this.epoch) throw this.lost();
      // Refused when the former owner has saved in between: this owner goes on from what that one has saved.
      if (await this.replace(found?.fence, saved?.value)) return saved?.value;
    }
  }

  /** Saves soon, together with whatever changes until then; rejects with {@link OwnershipLost}. */
  save(signal: AbortSignal): Promise<void> {
    this.isChanged = true;
    return (this.saving ??= this.saveSoon(signal));
  }

  /** Saves now; rejects with {@link OwnershipLost} or the store's failures. */
  async saveNow(): Promise<void> {
    this.isChanged = true;
    await this.write();
  }

  /** Saves what has changed, now; resolves when nothing is on its way to the store any more. */
  async flush(): Promise<void> {
    this.hurried.now();
    await this.write();
  }

  private async saveSoon(signal: AbortSignal): Promise<void> {
    await this.hurried.pause(SAVE_EVERY_MS - (Date.now() % SAVE_EVERY_MS), signal);
    this.saving = undefined;
    for (let attempt = 5; ; attempt += 1) {
      try {
        return await this.write();
      } catch (failure) {
        if (!(failure instanceof ReadStoreUnavailable) || signal.aborted) throw failure;
        await backOff(attempt, signal);
      }
    }
  }

  private write(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.writeOne());
    return this.writing;
  }

  private async writeOne(): Promise<void> {
    if (!this.isChanged || !this.capture) return;
    const { value, saved } = this.capture();
    failpoint('checkpoint.before-save');
    this.isChanged = false;
    try {
      await this.put(value);
    } catch (failure) {
      this.isChanged = true;
      throw failure;
    }
    saved?.();
  }

  private async put(value: T | undefined): Promise<void> {
    while (!(await this.replace(this.fence, value))) {
      // A save whose failure was reported may have been written all the same: then the epoch is still ours.
      const [found] = await this.collection.load([this.id]);
      if (!found || found.document?.epoch !== this.epoch) throw this.lost();
      this.fence = found.fence;
    }
  }

  /** False when the fence is not the stored one any more. */
  private async replace(replaces: string | undefined, value: T | undefined): Promise<boolean> {
    const fence = newId();
    const document = { epoch: this.epoch, ...(value !== undefined && { value }) };
    const refused = await this.collection.replace([{ id: this.id, document, fence, replaces }]);
    if (refused.length > 0) return false;
    this.fence = fence;
    return true;
  }

  private lost(): OwnershipLost {
    return new OwnershipLost(`Another owner has claimed the checkpoint of ${this.id}.`);
  }
}
