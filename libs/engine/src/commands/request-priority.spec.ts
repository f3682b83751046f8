import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Precedence } from './precedence.js';

let precedence: Precedence;
let pressing: { readonly answer: () => void; readonly answered: Promise<void> }[];

beforeEach(() => {
  precedence = new Precedence();
  pressing = [];
});
afterEach(() => answer(pressing.length));

function come(count: number): void {
  for (let come = 0; come < count; come += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    pressing.push({ answer: resolve, answered: precedence.request(() => promise) });
  }
}

async function answer(count: number): Promise<void> {
  for (const { answer, answered } of pressing.splice(0, count)) {
    answer();
    await answered;
  }
}

/** One comes for each that is answered, two hundred times. */
async function crowd(size: number): Promise<void> {
  come(size);
  for (let round = 0; round < 200; round += 1) {
    await answer(1);
    come(1);
  }
}

describe('what follows from facts', () => {
  it('runs at once while few requests wait, however many have come', async () => {
    await crowd(7);
    expect(precedence.turn(100)).toBeUndefined();
  });

  it('runs at once beside a wave of requests that may pass', async () => {
    come(100);
    expect(precedence.turn(100)).toBeUndefined();
    await answer(100);
    expect(precedence.turn(100)).toBeUndefined();
  });

  it('gets a turn for one fact in ten requests that are answered while a crowd is pressing', async () => {
    await crowd(100);
    const handled: string[] = [];
    void precedence.turn(3)?.then(() => handled.push('three'));
    void precedence.turn(1)?.then(() => handled.push('one'));
    await answer(10);
    expect(handled).toEqual(['three']);
    await answer(20);
    expect(handled).toEqual(['three']);
    await answer(10);
    expect(handled).toEqual(['three', 'one']);
  });

  it('gets the moments in which a crowd pauses', async () => {
    await crowd(10);
    await answer(10);
    await precedence.turn(1);
    come(20);
    const later = precedence.turn(1);
    expect(later).toBeInstanceOf(Promise);
    await answer(20);
    await later;
  });

  it('does not save up what it did not take in a pause', async () => {
    await crowd(10);
    await answer(10);
    await precedence.turn(1);
    come(20);
    const handled: string[] = [];
    for (const name of ['one', 'two']) void precedence.turn(1)?.then(() => handled.push(name));
    await answer(10);
    expect(handled).toEqual(['one']);
  });

  it('runs free when the crowd is gone', async () => {
    await crowd(10);
    const handled: number[] = [];
    for (const turn of [1_000, 1_000, 1_000]) void precedence.turn(turn)?.then(() => handled.push(turn));
    await answer(10);
    await precedence.turn(1);
    expect(handled).toEqual([1_000, 1_000, 1_000]);
    expect(precedence.turn(1_000)).toBeUndefined();
  });
});
