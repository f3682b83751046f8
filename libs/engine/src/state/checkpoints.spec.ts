import { beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedStateStore, ReadStoreUnavailable } from '@waybill/read-store';
import { FaultyReadStore } from '@waybill/testing';
import { OwnershipLost } from '../errors.js';
import { openCheckpoint, readCheckpoint, type Checkpoint } from './checkpoints.js';

const ID = 'orders.stock';
const { signal } = new AbortController();

let state: FaultyReadStore;
let writes: number;
beforeEach(() => {
  state = new FaultyReadStore(new EmbeddedStateStore());
  writes = 0;
  state.after = (_, access) => void (access === 'replace' && (writes += 1));
});

/** A checkpoint that saves the value which the test sets. */
async function open(epoch: number): Promise<{ value: number; saved: () => void; of: Checkpoint<number> }> {
  const of = await openCheckpoint<number>(state, ID, epoch);
  const owner = { value: 0, saved: () => undefined, of };
  of.capture = () => ({ value: owner.value, saved: owner.saved });
  return owner;
}
const stored = () => readCheckpoint<number>(state, ID);

describe('a checkpoint', () => {
  it('is undefined before the first save; a later owner finds what was saved last', async () => {
    const first = await open(1);
    expect(await first.of.claim()).toBeUndefined();
    first.value = 7;
    await first.of.saveNow();
    const second = await open(2);
    expect(await second.of.claim()).toBe(7);
    expect(await stored()).toBe(7);
  });

  it('that a newer owner has claimed cannot be saved or claimed by the former one', async () => {
    const former = await open(1);
    await former.of.claim();
    former.value = 1;
    await former.of.saveNow();
    const owner = await open(2);
    await owner.of.claim();
    former.value = 9;
    await expect(former.of.saveNow()).rejects.toBeInstanceOf(OwnershipLost);
    await expect(former.of.save(signal)).rejects.toBeInstanceOf(OwnershipLost);
    await expect((await open(1)).of.claim()).rejects.toBeInstanceOf(OwnershipLost);
    expect(await stored()).toBe(1);
    owner.value = 2;
    await owner.of.saveNow();
    expect(await stored()).toBe(2);
  });

  it('is claimed although the former owner saves at that moment, with what that one has saved', async () => {
    const former = await open(1);
    await former.of.claim();
    const owner = await open(2);
    let isFirst = true;
    state.before = async (_, access) => {
      if (access !== 'replace' || !isFirst) return;
      isFirst = false;
      former.value = 5;
      await former.of.saveNow();
    };
    expect(await owner.of.claim()).toBe(5);
    await expect(former.of.saveNow()).rejects.toBeInstanceOf(OwnershipLost);
  });

  it('saves changes that follow closely in one write, and then the value that is the last', async () => {
    const { of } = await open(1);
    await of.claim();
    writes = 0;
    let value = 0;
    of.capture = () => ({ value });
    const saves: Promise<void>[] = [];
    for (value = 1; value < 50; value += 1) saves.push(of.save(signal));
    await Promise.all(saves);
    expect(writes).toBe(1);
    expect(await stored()).toBe(50);
  });

  it('saves again what changes while a save is on its way', async () => {
    const owner = await open(1);
    await owner.of.claim();
    const writing = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    state.before = (_, access) => {
      if (access === 'replace') writing.resolve();
      return access === 'replace' ? gate.promise : undefined;
    };
    owner.value = 1;
    const first = owner.of.save(signal);
    await writing.promise;
    owner.value = 2;
    const second = owner.of.save(signal);
    gate.resolve();
    await Promise.all([first, second]);
    expect(await stored()).toBe(2);
  });

  it('is flushed when nothing is on its way any more', async () => {
    const owner = await open(1);
    await owner.of.claim();
    const gate = Promise.withResolvers<void>();
    const writing = Promise.withResolvers<void>();
    state.before = (_, access) => {
      if (access === 'replace') writing.resolve();
      return access === 'replace' ? gate.promise : undefined;
    };
    owner.value = 3;
    const saving = owner.of.saveNow();
    await writing.promise;
    let isFlushed = false;
    const flushed = owner.of.flush().then(() => (isFlushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isFlushed).toBe(false);
    gate.resolve();
    await Promise.all([saving, flushed]);
    expect(await stored()).toBe(3);
  });

  it('goes on saving after the store was away, and by itself', async () => {
    const owner = await open(1);
    await owner.of.claim();
    let failures = 3;
    state.before = (_, access) => {
      if (access === 'replace' && (failures -= 1) >= 0) throw new ReadStoreUnavailable('away');
    };
    owner.value = 4;
    await owner.of.save(signal);
    expect(await stored()).toBe(4);
    expect(failures).toBeLessThan(0);
  });

  it('is still saved by its owner after a save that was done although its failure was reported', async () => {
    const owner = await open(1);
    await owner.of.claim();
    state.after = (_, access) => {
      if (access !== 'replace') return;
      state.after = () => undefined;
      throw new ReadStoreUnavailable('lost');
    };
    owner.value = 1;
    await expect(owner.of.saveNow()).rejects.toBeInstanceOf(ReadStoreUnavailable);
    owner.value = 2;
    await owner.of.saveNow();
    expect(await stored()).toBe(2);
  });

  it('says that a value is saved only after the write, and never of a save that failed', async () => {
    const owner = await open(1);
    await owner.of.claim();
    const seen: (number | undefined)[] = [];
    const said = Promise.withResolvers<void>();
    owner.saved = () => {
      void stored().then((value) => {
        seen.push(value);
        said.resolve();
      });
    };
    state.before = (_, access) => {
      if (access === 'replace') throw new ReadStoreUnavailable('away');
    };
    owner.value = 6;
    await expect(owner.of.saveNow()).rejects.toBeInstanceOf(ReadStoreUnavailable);
    expect(seen).toEqual([]);
    state.before = () => undefined;
    await owner.of.saveNow();
    await said.promise;
    expect(seen).toEqual([6]);
  });

  it('is not saved any more by an owner that stops while the store is away', async () => {
    const owner = await open(1);
    await owner.of.claim();
    const stop = new AbortController();
    const failed = Promise.withResolvers<void>();
    state.before = (_, access) => {
      if (access !== 'replace') return;
      failed.resolve();
      throw new ReadStoreUnavailable('away');
    };
    owner.value = 8;
    const saving = owner.of.save(stop.signal);
    await failed.promise;
    stop.abort();
    await expect(saving).rejects.toBeInstanceOf(ReadStoreUnavailable);
  });
});
