import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { RequestPriority } from './request-priority.js';

/** Keeps so many requests in flight for some turns, with others answered in each, and counts the events that are handled. */
async function handledBeside(inFlight: number, answersPerTurn: number, turns: number): Promise<number> {
  const priority = new RequestPriority();
  const gate = Promise.withResolvers<void>();
  const waiting = Array.from({ length: inFlight }, () => priority.request(() => gate.promise));
  let handled = 0;
  for (let event = 0; event < 10_000; event += 1) void priority.turn(1)?.then(() => (handled += 1));
  for (let round = 0; round < turns; round += 1) {
    await Promise.all(Array.from({ length: answersPerTurn }, () => priority.request(async () => undefined)));
    await turn();
  }
  const result = handled;
  gate.resolve();
  await Promise.all(waiting);
  return result;
}

describe('events beside requests', () => {
  it('are handled one per turn of the event loop, however many requests wait for an answer', async () => {
    expect(await handledBeside(1_000, 0, 50)).toBeGreaterThanOrEqual(49);
  });

  it('are handled at the rate of one per five requests when many are answered in each turn', async () => {
    const handled = await handledBeside(0, 50, 50);
    expect(handled).toBeGreaterThanOrEqual(49 * 10);
    expect(handled).toBeLessThanOrEqual(51 * 12);
  });

  it('are handled many at a time while few requests are in flight', async () => {
    expect(await handledBeside(16, 1, 20)).toBeGreaterThan(18 * 50);
    expect(await handledBeside(0, 0, 20)).toBeGreaterThan(18 * 50);
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
