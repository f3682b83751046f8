import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyedQueue, type KeyedQueueOptions } from './keyed-queue.js';

interface Item {
  readonly id: string;
  readonly key: string;
}

interface Options extends Partial<KeyedQueueOptions<Item>> {
  /** The waits before the next tries; after the last one the item is parked. */
  readonly retriesMs?: readonly number[];
}

/** Handlers and waits end when the test says so. */
function queueOf({ retriesMs = [], ...options }: Options = {}) {
  const stop = new AbortController();
  const inHand = new Map<string, PromiseWithResolvers<void>>();
  const waits: { readonly ms: number; readonly over: () => void }[] = [];
  const started: string[] = [];
  const parked: string[] = [];
  const settled: string[] = [];
  const queue = new KeyedQueue<Item, number>({
    handle: (item) => {
      started.push(item.id);
      const handling = Promise.withResolvers<void>();
      inHand.set(item.id, handling);
      return handling.promise;
    },
    failed: async ({ id }, failure, attempts) => {
      const retryMs = retriesMs[attempts - 1];
      if (retryMs === undefined) parked.push(`${id}: ${String(failure)} (${attempts})`);
      return retryMs;
    },
    settled: ({ id }) => void settled.push(id),
    concurrency: 10,
    signal: stop.signal,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        waits.push({ ms, over: resolve });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    ...options,
  });
  const finish = async (id: string, error?: unknown) => {
    const handling = inHand.get(id);
    if (error === undefined) handling?.resolve();
    else handling?.reject(error);
    await turn();
  };
  let position = 0;
  const add = async (...ids: string[]) => {
    for (const id of ids) queue.add({ id, key: id.charAt(0) }, id.charAt(0), (position += 1));
    await turn();
  };
  return { queue, stop, started, parked, settled, waits, finish, add };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const down = new Error('down');

describe('a keyed queue', () => {
  it('handles one item of a key at a time, in order, and many keys side by side', async () => {
    const { started, add, finish } = queueOf();
    await add('a1', 'a2', 'b1', 'a3');
    expect(started).toEqual(['a1', 'b1']);
    await finish('a1');
    expect(started).toEqual(['a1', 'b1', 'a2']);
    await finish('a2');
    expect(started).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('marks how far everything is done, whatever is done beyond', async () => {
    const { queue, settled, add, finish } = queueOf();
    expect(queue.mark).toBeUndefined();
    await add('a', 'b', 'c');
    await finish('b');
    expect(queue.mark).toBeUndefined();
    await finish('a');
    expect(queue.mark).toBe(2);
    expect(queue.unsettled).toBe(1);
    await finish('c');
    expect(queue.mark).toBe(3);
    expect(settled).toEqual(['b', 'a', 'c']);
  });

  it('moves the mark over regions without items once all before is done', async () => {
    const { queue, add, finish } = queueOf();
    queue.pass(0);
    expect(queue.mark).toBe(0);
    await add('a');
    queue.pass(50);
    expect(queue.mark).toBe(0);
    await finish('a');
    expect(queue.mark).toBe(50);
    queue.pass(60);
    expect(queue.mark).toBe(60);
  });

  it('handles no more at a time than its concurrency', async () => {
    const { started, add, finish } = queueOf({ concurrency: 3 });
    await add('a', 'b', 'c', 'd', 'e', 'f');
    expect(started).toEqual(['a', 'b', 'c']);
    await finish('b');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    await finish('a');
    await finish('c');
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('tries an item again after each of its waits, during which others are handled', async () => {
    const { queue, started, waits, parked, add, finish } = queueOf({ retriesMs: [100, 500], concurrency: 1 });
    await add('a1', 'a2', 'b1');
    await finish('a1', down);
    expect(started).toEqual(['a1', 'b1']);
    await finish('b1');
    expect(waits.map(({ ms }) => ms)).toEqual([100]);
    waits[0]?.over();
    await turn();
    expect(started).toEqual(['a1', 'b1', 'a1']);
    await finish('a1', down);
    waits[1]?.over();
    await turn();
    await finish('a1');
    expect(waits.map(({ ms }) => ms)).toEqual([100, 500]);
    expect(started).toEqual(['a1', 'b1', 'a1', 'a1', 'a2']);
    expect(parked).toEqual([]);
    expect(queue.mark).toBe(1);
  });

  it('goes on with a key when one of its items is parked, and counts that as settled', async () => {
    const { queue, started, waits, parked, settled, add, finish } = queueOf({ retriesMs: [100] });
    await add('a1', 'a2');
    await finish('a1', down);
    waits[0]?.over();
    await turn();
    await finish('a1', down);
    expect(parked).toEqual(['a1: Error: down (2)']);
    expect(settled).toEqual(['a1']);
    expect(queue.mark).toBe(1);
    expect(started).toEqual(['a1', 'a1', 'a2']);
  });

  it('handles an item once more when it could not be parked', async () => {
    const failed = () => Promise.reject(new Error('disk full'));
    const { queue, started, waits, add, finish } = queueOf({ failed });
    await add('a');
    await finish('a', down);
    expect(queue.unsettled).toBe(1);
    expect(waits.map(({ ms }) => ms)).toEqual([1_000]);
    waits[0]?.over();
    await turn();
    expect(started).toEqual(['a', 'a']);
    await finish('a');
    expect(queue.mark).toBe(1);
  });

  it('starts nothing after the abort, drops what waits, and is drained when the last in hand is done', async () => {
    const { queue, started, parked, settled, stop, add, finish } = queueOf({
      retriesMs: [100],
      concurrency: 2,
    });
    await add('a', 'b', 'c', 'd');
    await finish('a', down);
    stop.abort();
    let isDrained = false;
    void queue.drained.then(() => (isDrained = true));
    await finish('b');
    expect(isDrained).toBe(false);
    await finish('c', down);
    expect(isDrained).toBe(true);
    expect(started).toEqual(['a', 'b', 'c']);
    expect(parked).toEqual([]);
    expect(settled).toEqual(['b']);
    expect(queue.unsettled).toBe(3);
    expect(queue.mark).toBeUndefined();
  });

  it('starts nothing that is added after the abort', async () => {
    const { started, stop, add } = queueOf();
    stop.abort();
    await add('a');
    expect(started).toEqual([]);
  });

  it('is drained at once when nothing is in hand, and then keeps nobody waiting', async () => {
    const { queue, stop, add } = queueOf({ capacity: 1, concurrency: 1 });
    stop.abort();
    await queue.drained;
    await add('a', 'b');
    await queue.room();
    const signal = AbortSignal.abort();
    await queueOf({ signal }).queue.drained;
  });

  it('asks to wait while too much is unsettled, and ends the wait when it is aborted', async () => {
    const { queue, stop, add, finish } = queueOf({ capacity: 2 });
    await queue.room();
    await add('a1', 'a2');
    let hasRoom = false;
    void queue.room().then(() => (hasRoom = true));
    await turn();
    expect(hasRoom).toBe(false);
    await finish('a1');
    expect(hasRoom).toBe(true);
    await add('a3');
    const waiting = queue.room();
    stop.abort();
    await waiting;
  });

  it('asks to wait while more items are ready than it can handle at a time', async () => {
    const { queue, add, finish } = queueOf({ concurrency: 2 });
    await add('a', 'b', 'c', 'd');
    let hasRoom = false;
    void queue.room().then(() => (hasRoom = true));
    await turn();
    expect(hasRoom).toBe(false);
    await finish('a');
    expect(hasRoom).toBe(true);
  });

  it('has room while everything that was started waits for another try', async () => {
    const { queue, waits } = queueOf({ handle: () => Promise.reject(down), retriesMs: [1_000] });
    for (let n = 1; n <= 100; n += 1) queue.add({ id: '', key: String(n) }, String(n), n);
    await queue.room();
    while (waits.length < 100) await turn();
    await queue.room();
    expect(queue.unsettled).toBe(100);
  });

  it('lets the event loop turn between items that take no time', async () => {
    let handled = 0;
    const { queue } = queueOf({ handle: async () => void (handled += 1), concurrency: 1_000 });
    for (let n = 1; n <= 1_000; n += 1) queue.add({ id: '', key: String(n) }, String(n), n);
    await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toBeGreaterThan(0);
    expect(handled).toBeLessThan(1_000);
    while (queue.unsettled > 0) await turn();
    expect(queue.mark).toBe(1_000);
  });

  it('keeps the order of each key and settles each item once, whatever fails and however long it takes', async () => {
    const item = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      turns: fc.nat(3),
      failures: fc.nat(3),
    });
    const plan = fc.record({
      items: fc.array(item, { minLength: 1, maxLength: 40 }),
      concurrency: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ items, concurrency }) => {
        const done: number[] = [];
        const running = new Set<string>();
        const stop = new AbortController();
        const left = items.map(({ failures }) => failures);
        const queue = new KeyedQueue<number, number>({
          async handle(nth) {
            const { key, turns } = items[nth];
            expect(running.has(key)).toBe(false);
            expect(running.size).toBeLessThan(concurrency);
            running.add(key);
            for (let one = 0; one < turns; one += 1) await new Promise((resolve) => setImmediate(resolve));
            running.delete(key);
            if ((left[nth] -= 1) >= 0) throw down;
          },
          // The third failure parks it.
          failed: async (_, __, attempts) => (attempts < 3 ? attempts : undefined),
          settled: (nth) => {
            done.push(nth);
            const unsettled = items.findIndex((_, index) => !done.includes(index));
            expect(queue.mark).toBe(
              unsettled === 0 ? undefined : unsettled < 0 ? items.length - 1 : unsettled - 1,
            );
          },
          concurrency,
          signal: stop.signal,
          sleep: () => new Promise((resolve) => setImmediate(resolve)),
        });
        for (const [nth, { key }] of items.entries()) {
          queue.add(nth, key, nth);
          if (nth % 7 === 0) await queue.room();
        }
        while (queue.unsettled > 0) await new Promise((resolve) => setImmediate(resolve));
        stop.abort();
        await queue.drained;
        expect(done.toSorted((one, other) => one - other)).toEqual(items.map((_, nth) => nth));
        for (const key of ['a', 'b', 'c', 'd']) {
          const ofKey = done.filter((nth) => items[nth].key === key);
          expect(ofKey).toEqual(ofKey.toSorted((one, other) => one - other));
        }
      }),
      { numRuns: 60 },
    );
  });
});
