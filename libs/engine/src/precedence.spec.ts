import { describe, expect, it } from '@jest/globals';
import { Precedence } from './precedence.js';

/** So many requests that wait until they are answered one by one. */
function crowd(precedence: Precedence, size: number) {
  const answers = Array.from({ length: size }, () => Promise.withResolvers<void>());
  const requests: Promise<void>[] = answers.map(({ promise }) => precedence.request(() => promise));
  return async (count: number) => {
    for (const { resolve } of answers.splice(0, count)) resolve();
    await Promise.all(requests.splice(0, count));
  };
}

describe('what follows from facts', () => {
  it('runs at once while few requests wait', () => {
    const precedence = new Precedence();
    void crowd(precedence, 7);
    expect(precedence.turn(100)).toBeUndefined();
  });

  it('gets a turn for every fact that a request was answered for, while many wait', async () => {
    const precedence = new Precedence();
    const answer = crowd(precedence, 100);
    const handled: string[] = [];
    void precedence.turn(3)?.then(() => handled.push('three'));
    void precedence.turn(1)?.then(() => handled.push('one'));
    await answer(1);
    expect(handled).toEqual(['three']);
    await answer(2);
    expect(handled).toEqual(['three']);
    await answer(1);
    expect(handled).toEqual(['three', 'one']);
  });

  it('runs free when the crowd is gone for good', async () => {
    const precedence = new Precedence();
    const answer = crowd(precedence, 10);
    const handled: number[] = [];
    for (const turn of [1_000, 1_000, 1_000]) void precedence.turn(turn)?.then(() => handled.push(turn));
    await answer(10);
    await precedence.turn(1);
    expect(handled).toEqual([1_000, 1_000, 1_000]);
    expect(precedence.turn(1_000)).toBeUndefined();
  });
});
