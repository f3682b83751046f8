import { describe, expect, it } from '@jest/globals';
import { Precedence } from './precedence.js';

/** Requests that wait until they are answered, and a clock that stands still unless it is moved. */
function street() {
  let now = 0;
  const precedence = new Precedence(() => now);
  const pressing: { readonly answer: () => void; readonly answered: Promise<void> }[] = [];
  return {
    precedence,
    pass: (milliseconds: number) => void (now += milliseconds),
    come: (count: number) => {
      for (let come = 0; come < count; come += 1) {
        const { promise, resolve } = Promise.withResolvers<void>();
        pressing.push({ answer: resolve, answered: precedence.request(() => promise) });
      }
    },
    answer: async (count: number) => {
      for (const { answer, answered } of pressing.splice(0, count)) {
        answer();
        await answered;
      }
    },
  };
}

/** So many have been waiting for long enough. */
async function crowd(size: number) {
  const { come, pass, answer, ...rest } = street();
  come(size + 30);
  for (let round = 0; round < 30; round += 1) {
    pass(10);
    await answer(1);
  }
  return { come, pass, answer, ...rest };
}

describe('what follows from facts', () => {
  it('runs at once while few requests wait', () => {
    const { precedence, come, pass } = street();
    come(7);
    pass(1_000);
    expect(precedence.turn(100)).toBeUndefined();
  });

  it('runs at once beside a wave of requests that may pass', () => {
    const { precedence, come, pass } = street();
    come(500);
    pass(200);
    expect(precedence.turn(100)).toBeUndefined();
  });

  it('gets a turn for one fact in ten requests that are answered while a crowd is pressing', async () => {
    const { precedence, answer } = await crowd(100);
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
    const { precedence, answer, come } = await crowd(10);
    await answer(10);
    await precedence.turn(1);
    come(20);
    const later = precedence.turn(1);
    expect(later).toBeInstanceOf(Promise);
    await answer(20);
    await later;
  });

  it('runs free when the crowd is gone', async () => {
    const { precedence, answer, pass } = await crowd(10);
    const handled: number[] = [];
    for (const turn of [1_000, 1_000, 1_000]) void precedence.turn(turn)?.then(() => handled.push(turn));
    await answer(10);
    pass(21);
    await precedence.turn(1);
    expect(handled).toEqual([1_000, 1_000, 1_000]);
    expect(precedence.turn(1_000)).toBeUndefined();
  });
});
