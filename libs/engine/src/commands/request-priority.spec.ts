import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { RequestPriority } from './request-priority.js';

/** Has so many requests answered in each of some turns, and returns how many events were handled meanwhile. */
async function handledBeside(requestsPerTurn: number, turns: number): Promise<number> {
  const priority = new RequestPriority();
  let handled = 0;
  for (let event = 0; event < 10_000; event += 1) void priority.turn(1)?.then(() => (handled += 1));
  for (let round = 0; round < turns; round += 1) {
    await Promise.all(Array.from({ length: requestsPerTurn }, () => priority.request(async () => undefined)));
    await turn();
  }
  return handled;
}

describe('events beside requests', () => {
  it('are handled one per turn of the event loop, however many requests come', async () => {
    expect(await handledBeside(1, 50)).toBeGreaterThanOrEqual(50);
  });

  it('are handled at the rate of one per five requests when many are answered in each turn', async () => {
    const handled = await handledBeside(50, 50);
    expect(handled).toBeGreaterThanOrEqual(50 * 10);
    expect(handled).toBeLessThanOrEqual(51 * 12);
  });

  it('are handled in crowds when nobody asks for anything', async () => {
    expect(await handledBeside(0, 20)).toBeGreaterThan(20 * 50);
  });

  it('of one item are paid for by later turns', async () => {
    const priority = new RequestPriority();
    const begun: string[] = [];
    void priority.turn(1_000)?.then(() => begun.push('many'));
    void priority.turn(1)?.then(() => begun.push('one'));
    await turn();
    await turn();
    expect(begun).toEqual(['many']);
    for (let rounds = 0; rounds < 40; rounds += 1) await turn();
    expect(begun).toEqual(['many', 'one']);
  });
});
