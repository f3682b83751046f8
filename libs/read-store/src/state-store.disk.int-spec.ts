import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Child, compile, type Compiled, spawnChild } from '@waybill/testing';
import { EmbeddedStateStore } from './read-store.embedded.js';

jest.setTimeout(60_000);

const CHILD = 'libs/read-store/src/state-store.crash-child.ts';

/** fsync and fdatasync that fail with EIO on the file with this ending, as long as another file exists. */
const FAILING_FSYNC = `
  #include <errno.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/syscall.h>
  #include <unistd.h>
  static int must_fail(int fd) {
    char link[64], path[4096];
    const char *ending = getenv("FSYNC_FAILS_ON"), *trigger = getenv("FSYNC_FAILS_WHILE");
    if (!ending || !trigger || access(trigger, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < (ssize_t)strlen(ending)) return 0;
    path[length] = 0;
    return strcmp(path + length - strlen(ending), ending) == 0;
  }
  int fsync(int fd) { if (must_fail(fd)) { errno = EIO; return -1; } return syscall(SYS_fsync, fd); }
  int fdatasync(int fd) { if (must_fail(fd)) { errno = EIO; return -1; } return syscall(SYS_fdatasync, fd); }
`;

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
