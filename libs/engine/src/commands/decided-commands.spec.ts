import { describe, expect, it } from '@jest/globals';
import { DecidedCommands, MemoryBudget } from './decided-commands.js';

const fill = (commands: DecidedCommands, from: number, to: number) => {
  for (let revision = from; revision < to; revision += 1) commands.add(`command ${revision}`, revision);
};

describe('the decided commands of all streams', () => {
  it('are remembered while they fit into the budget', () => {
    const commands = new DecidedCommands(new MemoryBudget(1_000_000));
    fill(commands, 0, 5_000);
    expect(commands.get('command 0')).toBe(0);
    expect(commands.forgottenRevision).toBe(-1);
  });

  it('are forgotten oldest first beyond it, and the stream knows from where it has to look', () => {
    const commands = new DecidedCommands(new MemoryBudget(60_000));
    fill(commands, 0, 5_000);
    expect(commands.get('command 4999')).toBe(4_999);
    expect(commands.get('command 0')).toBeUndefined();
    expect(commands.get(`command ${commands.forgottenRevision}`)).toBeUndefined();
    expect(commands.get(`command ${commands.forgottenRevision + 1}`)).toBe(commands.forgottenRevision + 1);
  });

  it('share one budget: a thousand hot streams take no more than it, and each knows its latest ones', () => {
    const budget = new MemoryBudget(20_000_000);
    const streams = Array.from({ length: 1_000 }, () => new DecidedCommands(budget));
    for (let round = 0; round < 400; round += 1) for (const stream of streams) stream.add(`${round}`, round);
    for (const stream of streams) expect(stream.get('399')).toBe(399);
    expect(streams.some(({ forgottenRevision }) => forgottenRevision > 0)).toBe(true);
  });

  it('give their memory back when a stream is no longer kept', () => {
    const budget = new MemoryBudget(20_000);
    const first = new DecidedCommands(budget);
    fill(first, 0, 160);
    first.release();
    const second = new DecidedCommands(budget);
    fill(second, 0, 160);
    expect(second.forgottenRevision).toBe(-1);
  });
});
