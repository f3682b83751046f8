import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BusUnavailable } from './message-bus.js';
import { openMessageBus } from './open-message-bus.js';

describe('A message bus is opened by its URL', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bus-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const declared = async (url: string) => {
    const bus = await openMessageBus(url);
    await bus.declare([{ queue: 'q', topics: ['t'] }]);
    await bus.close();
    const again = await openMessageBus(url);
    const queues = await again.queues();
    await again.close();
    return queues;
  };

  it('in a folder, which is created', async () => {
    const state = { queue: 'q', topics: ['t'], waiting: 0 };
    expect(await declared(`embedded:${join(folder, 'deep', 'down')}`)).toEqual([state]);
  });

  it.each(['embedded:', 'embedded::memory:'])('in memory: %s', async (url) => {
    expect(await declared(url)).toEqual([]);
  });

  it('and an unknown one is refused by name, without its password', async () => {
    await expect(openMessageBus('kafka://me:secret@host/x')).rejects.toThrow(
      "for 'kafka://host/x'. Known are",
    );
    await expect(openMessageBus('./data')).rejects.toThrow("for './data'. Known are");
  });

  it('and a folder that cannot be used is refused with the reason', async () => {
    await writeFile(join(folder, 'file'), '');
    const url = `embedded:${join(folder, 'file', 'data')}`;
    await expect(openMessageBus(url)).rejects.toBeInstanceOf(BusUnavailable);
    await expect(openMessageBus(url)).rejects.toThrow(`The message bus '${url}' cannot be opened`);
    await expect(openMessageBus(url)).rejects.toThrow('ENOTDIR');
  });

  it('and what is no database is refused as damaged', async () => {
    await writeFile(join(folder, 'bus.db'), 'This is not a database. '.repeat(1_000));
    await expect(openMessageBus(`embedded:${folder}`)).rejects.toThrow('is damaged');
  });

  it.each([
    ['of a newer version', 'CREATE TABLE queues (x); PRAGMA user_version = 3', 'has layout 3'],
    ['of another program', 'CREATE TABLE things (x)', 'not one of a message bus'],
  ])('and a database %s is refused', async (_, sql, why) => {
    const database = new DatabaseSync(join(folder, 'bus.db'));
    database.exec(sql);
    database.close();
    await expect(openMessageBus(`embedded:${folder}`)).rejects.toThrow(why);
  });
});
