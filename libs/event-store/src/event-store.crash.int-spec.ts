import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Child, compile, type Compiled, spawnChild } from '@waybill/testing';
import { EmbeddedEventStore } from './event-store.embedded.js';
import { StoreRefused } from './event-store.js';

jest.setTimeout(60_000);

const CHILD = 'libs/event-store/src/event-store.crash-child.ts';

/** Bytes of an event; large ones soon make a checkpoint due. */
const [SMALL, LARGE] = [500, 20_000];

describe('the embedded log, when its process is killed', () => {
  let compiled: Compiled;
  let root: string;

  beforeAll(async () => {
    compiled = await compile('libs/kernel', 'libs/failpoints', 'libs/sqlite-files', 'libs/event-store');
    root = mkdtempSync(join(tmpdir(), 'waybill-crash-'));
  });

  afterAll(() => {
    compiled.remove();
    rmSync(root, { recursive: true });
  });

  it.each([
    ['log.mid-batch', [1, 20, 97, 300], SMALL],
    ['log.before-commit', [1, 2, 29, 80], SMALL],
    ['log.before-sync', [1, 2, 29, 80], SMALL],
    ['log.after-commit', [1, 2, 29, 80], SMALL],
    ['log.during-checkpoint', [1, 1, 1], LARGE],
  ])(
    'again and again at %s, keeps all it has acknowledged, once and in order',
    async (failpoint, passages, bytes) => {
      const folder = join(root, failpoint);
      const acknowledged = new Map<string, string>();
      for (const passage of passages) {
        const child = run(folder, bytes, { WAYBILL_FAILPOINT: `${failpoint}:${passage}` });
        expect(await child.ended).toBe('SIGKILL');
        await expectKept(folder, acknowledgedBy(child, acknowledged));
      }
      expect(acknowledged.size).toBeGreaterThan(100);
    },
  );

  it('at any moment, keeps all it has acknowledged, once and in order', async () => {
    const folder = join(root, 'any-moment');
    const acknowledged = new Map<string, string>();
    for (let cycle = 0; cycle < 8; cycle += 1) {
      const child = run(folder, SMALL, {});
      let acks = 0;
      await child.line((line) => line.startsWith('ack') && (acks += 1) > 37 * cycle);
      child.kill();
      expect(await child.ended).toBe('SIGKILL');
      await expectKept(folder, acknowledgedBy(child, acknowledged));
    }
    expect(acknowledged.size).toBeGreaterThan(100);
  });

  it('is not open to a second process until then, which learns the pid of the first', async () => {
    const folder = join(root, 'lock');
    const child = run(folder, SMALL, {});
    await child.line((line) => line === 'open');
    const refused = EmbeddedEventStore.open(folder);
    await expect(refused).rejects.toBeInstanceOf(StoreRefused);
    await expect(refused).rejects.toThrow(`${folder} is in use by another process (pid ${child.pid}).`);
    child.kill();
    await child.ended;
    await (await EmbeddedEventStore.open(folder)).close();
  });

  function run(folder: string, bytes: number, environment: Readonly<Record<string, string>>): Child {
    return spawnChild(compiled.path(CHILD), [folder, '8', String(bytes)], environment);
  }
});

/** The positions of all events that this child and the ones before it saw acknowledged, by their ids. */
function acknowledgedBy(child: Child, acknowledged: Map<string, string>): ReadonlyMap<string, string> {
  for (const line of child.lines.filter((one) => one.startsWith('ack'))) {
    const [, last = '', ...ids] = line.split(' ');
    ids.forEach((id, index) => acknowledged.set(id, format(Number(last) - ids.length + 1 + index)));
  }
  return acknowledged;
}

async function expectKept(folder: string, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const store = await EmbeddedEventStore.open(folder);
  const stored = new Map<string, string>();
  let events = 0;
  for await (const slice of store.readAll()) {
    for (const { id, position } of slice.events) {
      stored.set(id, position);
      events += 1;
      expect(position).toBe(format(events));
    }
  }
  for await (const _ of store.verifyLog());
  await store.close();
  expect(stored.size).toBe(events);
  expect([...acknowledged].filter(([id, position]) => stored.get(id) !== position)).toEqual([]);
}

function format(position: number): string {
  return String(position).padStart(16, '0');
}
