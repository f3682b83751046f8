import { describe, expect, it } from '@jest/globals';
import { Lanes, type LanesOptions } from './lanes.js';
import { Unprocessable } from './message-bus.js';

interface Item {
  readonly id: string;
  readonly key: string;
}

/** Handlers and waits end when the test says so. */
function lanes(options: Partial<LanesOptions<Item>> = {}) {
  const stop = new AbortController();
  const inHand = new Map<string, PromiseWithResolvers<void>>();
  const waits: { readonly ms: number; readonly over: () => void }[] = [];
  const started: string[] = [];
  const parked: string[] = [];
  const made = new Lanes<Item, number>({
    handle: (item) => {
      started.push(item.id);
      const handling = Promise.withResolvers<void>();
      inHand.set(item.id, handling);
      return handling.promise;
    },
    park: async ({ id }, reason, attempts) => void parked.push(`${id}: ${reason} (${attempts})`),
    window: () => 10,
    retry: [],
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
  const add = async (...ids: string[]) => {
    for (const id of ids) made.add({ id, key: id.charAt(0) }, id.charAt(0), (position += 1));
    await turn();
  };
  let position = 0;
  return { lanes: made, stop, started, parked, waits, finish, add };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const down = new Error('down');

describe('Lanes', () => {
  it('handle one item of a key at a time, in order, and many keys side by side', async () => {
    const { started, add, finish } = lanes();
    await add('a1', 'a2', 'b1', 'a3');
    expect(started).toEqual(['a1', 'b1']);
    await finish('a1');
    expect(started).toEqual(['a1', 'b1', 'a2']);
    await finish('a2');
    expect(started).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('mark how far everything is done, whatever is done beyond', async () => {
    const { lanes: made, add, finish } = lanes();
    expect(made.mark).toBeUndefined();
    await add('a', 'b', 'c');
    await finish('b');
    expect(made.mark).toBeUndefined();
    await finish('a');
    expect(made.mark).toBe(2);
    expect(made.unsettled).toBe(1);
    await finish('c');
    expect(made.mark).toBe(3);
  });

  it('move the mark over regions without items once all before is done', async () => {
    const { lanes: made, add, finish } = lanes();
    made.pass(0);
    expect(made.mark).toBe(0);
    await add('a');
    made.pass(50);
    expect(made.mark).toBe(0);
    await finish('a');
    expect(made.mark).toBe(50);
    made.pass(60);
    expect(made.mark).toBe(60);
  });

  it('have no more in hand than the window, and follow it as it shrinks and grows', async () => {
    let window = 3;
    const { lanes: made, started, add, finish } = lanes({ window: () => window });
    await add('a', 'b', 'c', 'd', 'e', 'f');
    expect(started).toHaveLength(3);
    window = 1;
    await finish('a');
    await finish('b');
    expect(started).toHaveLength(3);
    await finish('c');
    expect(started).toHaveLength(4);
    window = 5;
    made.poke();
    await turn();
    expect(started).toHaveLength(6);
  });

  it('always have one in hand, even when the window is shut', async () => {
    const { started, add, finish } = lanes({ window: () => 0 });
    await add('a', 'b');
    expect(started).toEqual(['a']);
    await finish('a');
    expect(started).toEqual(['a', 'b']);
  });

  it('try an item again after each of its waits, which take no place in the window', async () => {
    const {
      started,
      waits,
      parked,
      lanes: made,
      add,
      finish,
    } = lanes({ retry: [100, 500], window: () => 1 });
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
    expect(made.mark).toBe(1);
  });

  it('park an item after its last try, and go on with its key', async () => {
    const { started, waits, parked, lanes: made, add, finish } = lanes({ retry: [100] });
    await add('a1', 'a2');
    await finish('a1', down);
    waits[0]?.over();
    await turn();
    await finish('a1', down);
    expect(parked).toEqual(['a1: down (2)']);
    expect(made.mark).toBe(1);
    expect(started).toEqual(['a1', 'a1', 'a2']);
  });

  it('park at once what is unprocessable', async () => {
    const { parked, add, finish } = lanes({ retry: [100] });
    await add('a');
    await finish('a', new Unprocessable('nonsense'));
    expect(parked).toEqual(['a: nonsense (1)']);
  });

  it('handle an item once more when it could not be parked', async () => {
    const {
      started,
      waits,
      lanes: made,
      add,
      finish,
    } = lanes({ park: () => Promise.reject(new Error('disk full')) });
    await add('a');
    await finish('a', down);
    expect(made.unsettled).toBe(1);
    waits[0]?.over();
    await turn();
    expect(started).toEqual(['a', 'a']);
    await finish('a');
    expect(made.mark).toBe(1);
  });

  it('start nothing after the abort, put back what waits, and drain when the last in hand is done', async () => {
    const { started, parked, lanes: made, stop, add, finish } = lanes({ retry: [100], window: () => 2 });
    await add('a', 'b', 'c', 'd');
    await finish('a', down);
    stop.abort();
    let drained = false;
    void made.drained.then(() => (drained = true));
    await finish('b');
    expect(drained).toBe(false);
    await finish('c', down);
    expect(drained).toBe(true);
    expect(started).toEqual(['a', 'b', 'c']);
    expect(parked).toEqual([]);
    expect(made.unsettled).toBe(3);
    expect(made.mark).toBeUndefined();
  });

  it('do not park a last try that failed after the abort', async () => {
    const { parked, lanes: made, stop, add, finish } = lanes();
    await add('a');
    stop.abort();
    await finish('a', down);
    await made.drained;
    expect(parked).toEqual([]);
    expect(made.unsettled).toBe(1);
  });

  it('are drained at once when nothing is in hand', async () => {
    const { lanes: made, stop } = lanes();
    stop.abort();
    await made.drained;
    await made.room();
  });

  it('ask to wait while too much is held up', async () => {
    const { lanes: made, add, finish } = lanes({ capacity: 2 });
    await made.room();
    await add('a1', 'a2');
    let room = false;
    void made.room().then(() => (room = true));
    await turn();
    expect(room).toBe(false);
    await finish('a1');
    expect(room).toBe(true);
  });

  it('have room while everything that was started waits for another try', async () => {
    const { lanes: made, waits } = lanes({ handle: () => Promise.reject(down), retry: [1_000] });
    for (let n = 1; n <= 100; n += 1) made.add({ id: '', key: String(n) }, String(n), n);
    expect(made.hungry).toBe(false);
    await made.room();
    while (waits.length < 100) await turn();
    expect(made.hungry).toBe(true);
  });

  it('let the event loop turn between handfuls of items that take no time', async () => {
    let handled = 0;
    const { lanes: made } = lanes({ handle: async () => void (handled += 1), window: () => 1_000 });
    for (let n = 1; n <= 1_000; n += 1) made.add({ id: '', key: String(n) }, String(n), n);
    await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toBeGreaterThan(0);
    expect(handled).toBeLessThan(1_000);
    while (made.unsettled > 0) await turn();
    expect(made.mark).toBe(1_000);
  });
});
