import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Child, compile, type Compiled, FAILING_FSYNC, spawnChild } from '@waybill/testing';
import { EmbeddedStateStore } from './read-store.embedded.js';

jest.setTimeout(60_000);

const CHILD = 'libs/read-store/src/state-store.crash-child.ts';

const root = mkdtempSync(join(tmpdir(), 'state-disk-'));
const shim = join(root, 'shim.so');
const canCompile = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;
if (!canCompile) process.stderr.write('SKIPPED: this machine lacks a C compiler.\n');
const ifCompiling = canCompile ? it : it.skip;

describe('The embedded state store', () => {
  let compiled: Compiled;

  beforeAll(async () => {
    compiled = await compile('libs/kernel', 'libs/failpoints', 'libs/sqlite-files', 'libs/read-store');
    if (!canCompile) return;
    writeFileSync(join(root, 'shim.c'), FAILING_FSYNC);
    execFileSync('cc', ['-shared', '-fPIC', '-o', shim, join(root, 'shim.c')]);
  });

  afterAll(() => {
    compiled.remove();
    rmSync(root, { recursive: true });
  });

  it('loses nothing that it has answered when it is killed, again and again', async () => {
    const folder = join(root, 'killed');
    const acknowledged: string[] = [];
    for (const failpoint of ['state.before-commit:20', 'state.after-commit:20', '']) {
      const child = spawnChild(compiled.path(CHILD), [folder], { WAYBILL_FAILPOINT: failpoint });
      if (failpoint === '') {
        await acknowledgements(child, 50);
        child.kill();
      }
      expect(await child.ended).toBe('SIGKILL');
      acknowledged.push(...acknowledgedBy(child));
    }
    expect(acknowledged.length).toBeGreaterThan(50);
    await expectKept(folder, acknowledged);
  });

  ifCompiling.each(['goes on', 'is killed', 'is closed'])(
    'answers nothing while fsync fails, says so, and loses nothing when it %s then',
    async (fate) => {
      const folder = join(root, fate.replace(' ', '-'));
      const trigger = join(root, `${fate}.fails`);
      const child = spawnChild(compiled.path(CHILD), [folder], {
        LD_PRELOAD: shim,
        FSYNC_FAILS_ON: 'state.db-wal',
        FSYNC_FAILS_WHILE: trigger,
      });
      for (let round = 0; round < 3; round += 1) {
        await acknowledgements(child, 20);
        writeFileSync(trigger, '');
        const rejection = 'rejected ReadStoreUnavailable in trouble';
        await child.line((line) => line === rejection, child.lines.length);
        const known = child.lines.length;
        for (let more = 0; more < 5; more += 1)
          await child.line((line) => line === rejection, child.lines.length);
        expect(child.lines.slice(known).filter((line) => line !== rejection)).toEqual([]);
        if (fate !== 'goes on') break;
        rmSync(trigger);
      }
      if (fate === 'goes on') await acknowledgements(child, 20);
      if (fate === 'is closed') process.kill(child.pid ?? 0, 'SIGTERM');
      else child.kill();
      await child.ended;
      await expectKept(folder, acknowledgedBy(child));
    },
  );
});

async function expectKept(folder: string, acknowledged: readonly string[]): Promise<void> {
  const store = new EmbeddedStateStore(folder);
  const parked = await store.collection({ name: 'parked', version: 1, fields: {} });
  const found = await parked.load(acknowledged);
  expect(found).toHaveLength(acknowledged.length);
  expect(await parked.replace([{ id: 'last', document: {}, fence: '1', replaces: undefined }])).toEqual([]);
  await store.close();
}

function acknowledgedBy(child: Child): readonly string[] {
  return child.lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice('ack '.length));
}

/** Waits for this many acknowledgements from now on. */
async function acknowledgements(child: Child, count: number): Promise<void> {
  let seen = 0;
  await child.line((line) => line.startsWith('ack ') && (seen += 1) === count, child.lines.length);
}
