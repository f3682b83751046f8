import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compile, FAILING_FSYNC, spawnChild, type Child, type Compiled } from '@waybill/testing';
import { EmbeddedKeyStore } from './key-store.embedded.js';

jest.setTimeout(60_000);

const CHILD = 'libs/key-store/src/key-store.crash-child.ts';

const root = mkdtempSync(join(tmpdir(), 'keys-disk-'));
const shim = join(root, 'shim.so');
const canCompile = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;
if (!canCompile) process.stderr.write('SKIPPED: this machine lacks a C compiler.\n');
const ifCompiling = canCompile ? it : it.skip;

describe('The embedded key store', () => {
  let compiled: Compiled;

  beforeAll(async () => {
    compiled = await compile('libs/kernel', 'libs/sqlite-files', 'libs/key-store');
    if (!canCompile) return;
    writeFileSync(join(root, 'shim.c'), FAILING_FSYNC);
    execFileSync('cc', ['-shared', '-fPIC', '-o', shim, join(root, 'shim.c')]);
  });

  afterAll(() => {
    compiled.remove();
    rmSync(root, { recursive: true });
  });

  it('loses no key that it has given when it is killed, again and again', async () => {
    const folder = join(root, 'killed');
    const acknowledged: string[] = [];
    for (let life = 0; life < 3; life += 1) {
      const child = spawnChild(compiled.path(CHILD), [folder]);
      await acknowledgements(child, 30);
      child.kill();
      expect(await child.ended).toBe('SIGKILL');
      acknowledged.push(...acknowledgedBy(child));
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(90);
    await expectKept(folder, acknowledged);
  });

  ifCompiling('gives no key while fsync fails, nor until a restart, and says so', async () => {
    const folder = join(root, 'failing');
    const trigger = join(root, 'failing.now');
    const child = spawnChild(compiled.path(CHILD), [folder], {
      LD_PRELOAD: shim,
      FSYNC_FAILS_ON: 'keys.db-wal',
      FSYNC_FAILS_WHILE: trigger,
    });
    await acknowledgements(child, 20);
    writeFileSync(trigger, '');
    const rejection = 'rejected KeyStoreUnavailable in trouble';
    await child.line((line) => line === rejection, child.lines.length);
    const known = child.lines.length;
    // What the kernel holds after a failed fsync may never reach the disk, whatever the next fsync says.
    rmSync(trigger);
    for (let more = 0; more < 5; more += 1) {
      await child.line((line) => line === rejection, child.lines.length);
    }
    expect(child.lines.slice(known).filter((line) => line !== rejection)).toEqual([]);
    child.kill();
    await child.ended;
    const acknowledged = acknowledgedBy(child);
    await expectKept(folder, acknowledged);
  });
});

async function expectKept(folder: string, acknowledged: readonly string[]): Promise<void> {
  const store = new EmbeddedKeyStore(folder);
  const subjects = acknowledged.map((line) => line.split(' ')[0] ?? '');
  const found = await store.find(subjects);
  const kept = found.map(({ subject, key }) => `${subject} ${Buffer.from(key ?? []).toString('hex')}`);
  expect(new Set(kept)).toEqual(new Set(acknowledged));
  expect(await store.obtain(['last'])).toHaveLength(1);
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
