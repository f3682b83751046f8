import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmbeddedStateStore, ReadStoreUnavailable, type StateStore } from '@waybill/read-store';
import { FaultyReadStore, ProcessLine, ReadStoreBehindLine } from '@waybill/testing';
import { Leases, type Lease } from './leases.js';

const TTL_MS = 100;

let state: StateStore;
beforeEach(() => {
  state = new EmbeddedStateStore();
});

/** A process with a clock of its own. */
class Process {
  ms = Math.random() * 1_000_000;
  readonly line = new ProcessLine();
  readonly faults: FaultyReadStore;

  constructor(readonly name: string) {
    this.faults = new FaultyReadStore(new ReadStoreBehindLine(state, this.line));
  }

  async open(): Promise<Leases> {
    return Leases.open(this.faults, this.name, () => this.ms);
  }
}

const acquire = (leases: Leases) => leases.acquire('orders', TTL_MS);
const held = async (leases: Leases): Promise<Lease> => {
  const lease = await acquire(leases);
  if (!lease) throw new Error('Another holder has it.');
  return lease;
};

describe('a lease', () => {
  it('has one holder at a time; another name is free', async () => {
    const ada = await new Process('ada').open();
    const bob = await new Process('bob').open();
    expect(await acquire(ada)).toBeDefined();
    expect(await acquire(bob)).toBeUndefined();
    expect(await bob.acquire('payments', TTL_MS)).toBeDefined();
  });

  it('is granted once to candidates that ask at the same time', async () => {
    const all = await Promise.all(['ada', 'bob', 'eve'].map((name) => new Process(name).open()));
    const granted = await Promise.all(all.map((leases) => acquire(leases)));
    expect(granted.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('has a higher epoch with each holder, also when the same one comes again', async () => {
    const ada = await new Process('ada').open();
    const bob = await new Process('bob').open();
    const epochs: number[] = [];
    for (const leases of [ada, bob, bob, ada]) {
      const lease = await held(leases);
      epochs.push(lease.epoch);
      await lease.release();
    }
    expect(new Set(epochs).size).toBe(4);
    expect(epochs).toEqual(epochs.toSorted((one, other) => one - other));
  });

  it('has a higher epoch than ever before although the state store was lost', async () => {
    let ms = 1_000;
    const open = () => Leases.open(state, 'ada', undefined, () => ms);
    const epochs: number[] = [];
    for (let times = 0; times < 5; times += 1) {
      const lease = await held(await open());
      epochs.push(lease.epoch);
      await lease.release();
    }
    state = new EmbeddedStateStore();
    ms += 1_000;
    const { epoch } = await held(await open());
    expect(epoch).toBeGreaterThan(Math.max(...epochs));
  });

  it('that is released is free at once', async () => {
    const ada = await new Process('ada').open();
    const bob = await new Process('bob').open();
    const lease = await held(ada);
    expect(await acquire(bob)).toBeUndefined();
    await lease.release();
    expect(await acquire(bob)).toBeDefined();
  });

  it('is free when a candidate has seen it unchanged for its time to live on the clock of the candidate', async () => {
    const ada = new Process('ada');
    const bob = new Process('bob');
    const lease = await held(await ada.open());
    const candidate = await bob.open();
    bob.ms += 10 * TTL_MS;
    expect(await acquire(candidate)).toBeUndefined();
    bob.ms += TTL_MS - 1;
    ada.ms += 10 * TTL_MS;
    expect(await acquire(candidate)).toBeUndefined();
    await lease.renew();
    bob.ms += 1;
    expect(await acquire(candidate)).toBeUndefined();
    bob.ms += TTL_MS - 1;
    expect(await acquire(candidate)).toBeUndefined();
    bob.ms += 1;
    expect((await held(candidate)).epoch).toBeGreaterThan(lease.epoch);
  });

  it('is lost for a holder that was paused and renews late', async () => {
    const ada = new Process('ada');
    const bob = new Process('bob');
    const lease = await held(await ada.open());
    ada.line.hold();
    const renewed = lease.renew();
    const candidate = await bob.open();
    await acquire(candidate);
    bob.ms += TTL_MS;
    const next = await held(candidate);
    ada.line.release();
    expect(await renewed).toBe(false);
    expect(await next.renew()).toBe(true);
    await lease.release();
    expect(await next.renew()).toBe(true);
  });

  it('is not lost by a write that was done although its failure was reported', async () => {
    const ada = new Process('ada');
    const leases = await ada.open();
    failAfterWriting(ada);
    await expect(acquire(leases)).rejects.toThrow('lost');
    const lease = await held(leases);
    failAfterWriting(ada);
    await expect(lease.renew()).rejects.toThrow('lost');
    expect(await lease.renew()).toBe(true);
    failAfterWriting(ada);
    await lease.release();
    expect(await acquire(await new Process('bob').open())).toBeDefined();
  });

  it('of a dead process is free at once where a process has the store to itself', async () => {
    const dead = await Leases.open(state, 'dead');
    const alive = await Leases.open(state, 'alive');
    const twin = await Leases.open(state, 'alive');
    await held(dead);
    expect(await acquire(alive)).toBeDefined();
    expect(await acquire(twin)).toBeUndefined();
  });
});

describe('holders at random', () => {
  const step = fc.record({
    who: fc.nat(2),
    act: fc.constantFrom('acquire', 'renew', 'release', 'wait', 'hold', 'resume', 'fail'),
  });

  it('never have one epoch together, nor renew after a higher one was granted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        state = new EmbeddedStateStore();
        const granted: number[] = [];
        const late: number[] = [];
        const asked: Promise<void>[] = [];
        const processes = ['ada', 'bob', 'eve'].map((name) => new Process(name));
        const leases = await Promise.all(processes.map((one) => one.open()));
        const holding = new Map<Process, Lease>();
        const acquiring = new Set<Process>();
        for (const { who, act } of steps) {
          const process = processes[who];
          const mine = leases[who];
          if (!process || !mine) continue;
          const lease = holding.get(process);
          if (act === 'wait') for (const one of processes) one.ms += TTL_MS / 2;
          else if (act === 'hold') process.line.hold();
          else if (act === 'resume') process.line.release();
          else if (act === 'fail') failAfterWriting(process);
          else if (act === 'acquire' && !lease && !acquiring.has(process)) {
            acquiring.add(process);
            const acquired = acquire(mine).then((next) => {
              if (!next) return;
              granted.push(next.epoch);
              holding.set(process, next);
            }, unavailable);
            asked.push(acquired.finally(() => acquiring.delete(process)));
          } else if (act === 'renew' && lease) asked.push(renew(lease));
          else if (act === 'release' && lease) {
            holding.delete(process);
            asked.push(lease.release());
          }
          await settled(asked, processes);
        }
        for (const { line } of processes) line.release();
        await Promise.all(asked);
        expect(new Set(granted).size).toBe(granted.length);
        expect(late).toEqual([]);

        async function renew(lease: Lease): Promise<void> {
          const highestBefore = Math.max(...granted);
          const isKept = await lease.renew().catch(unavailable);
          if (isKept === true && lease.epoch < highestBefore) late.push(lease.epoch);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Everything that is not held back has been answered. */
async function settled(asked: readonly Promise<void>[], processes: readonly Process[]): Promise<void> {
  if (processes.every(({ line }) => !line.isHeld)) await Promise.all(asked);
  else for (let turns = 0; turns < 8; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

function unavailable(failure: unknown): void {
  if (!(failure instanceof ReadStoreUnavailable)) throw failure;
}

/** The next write of this process is done, and fails all the same. */
function failAfterWriting({ faults }: Process): void {
  faults.after = (_, access) => {
    if (access !== 'replace') return;
    faults.after = () => undefined;
    throw new ReadStoreUnavailable('lost');
  };
}
