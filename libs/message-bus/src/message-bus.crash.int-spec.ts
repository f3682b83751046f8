import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Child, compile, type Compiled, spawnChild } from '@waybill/testing';
import { Receiver } from './contract/fixture.contract.js';
import { EmbeddedMessageBus } from './message-bus.embedded.js';

jest.setTimeout(60_000);

const CHILD = 'libs/message-bus/src/message-bus.crash-child.ts';

/** An fdatasync that fails with EIO on the WAL as long as a file exists. */
const FAILING_FDATASYNC = `
  #include <errno.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/syscall.h>
  #include <unistd.h>
  int fdatasync(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    if (strstr(path, "bus.db-wal") && access(getenv("FAILS_WHILE"), F_OK) == 0) { errno = EIO; return -1; }
    return syscall(SYS_fdatasync, fd);
  }
`;

const canCompile = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;
if (!canCompile) process.stderr.write('SKIPPED: this machine lacks a C compiler.\n');

describe('The embedded message bus, killed', () => {
  const root = mkdtempSync(join(tmpdir(), 'bus-crash-'));
  const shim = join(root, 'shim.so');
  const switched = join(root, 'fails');
  let compiled: Compiled;

  beforeAll(async () => {
    compiled = await compile('libs/kernel', 'libs/failpoints', 'libs/sqlite-files', 'libs/message-bus');
    if (!canCompile) return;
    writeFileSync(join(root, 'shim.c'), FAILING_FDATASYNC);
    execFileSync('cc', ['-shared', '-fPIC', '-o', shim, join(root, 'shim.c')]);
  });

  afterAll(() => {
    compiled.remove();
    rmSync(root, { recursive: true });
  });

  it.each(['bus.before-publish-commit:40', 'bus.after-publish-commit:40', 'bus.before-cursor:2'])(
    'at %s, has every message that was safe',
    async (failpoint) => {
      const folder = join(root, failpoint);
      const child = spawnChild(compiled.path(CHILD), [folder], { WAYBILL_FAILPOINT: failpoint });
      expect(await child.ended).toBe('SIGKILL');
      await expectKept(folder, child);
    },
  );

  (canCompile ? it : it.skip)('takes no message for safe while the disk cannot be synced', async () => {
    const folder = join(root, 'sync');
    const child = spawnChild(compiled.path(CHILD), [folder], { LD_PRELOAD: shim, FAILS_WHILE: switched });
    for (let round = 0; round < 3; round += 1) {
      await child.line((line) => line.startsWith('safe'), child.lines.length);
      writeFileSync(switched, '');
      await child.line((line) => line === 'rejected BusUnavailable in trouble', child.lines.length);
      const known = child.lines.length;
      await child.line((line) => line.startsWith('rejected'), known);
      expect(child.lines.slice(known).filter((line) => line.startsWith('safe'))).toEqual([]);
      rmSync(switched);
    }
    await child.line((line) => line.startsWith('safe'), child.lines.length);
    child.kill();
    await child.ended;
    await expectKept(folder, child);
  });
});

/** What was safe was delivered to the child, or is delivered now; in order. */
async function expectKept(folder: string, child: Child): Promise<void> {
  const bus = new EmbeddedMessageBus(folder, { storeAfterMs: 0 });
  const [queue] = await bus.queues();
  const receiver = await (await Receiver.start(bus, 'q', { capacity: 10_000 })).count(queue?.waiting ?? 0);
  await bus.close();
  const printed = (word: string) =>
    child.lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length + 1));
  const delivered = new Set([...printed('delivered'), ...receiver.ids]);
  expect(printed('safe').length).toBeGreaterThan(0);
  expect(printed('safe').filter((id) => !delivered.has(id))).toEqual([]);
  expect(receiver.ids).toEqual(receiver.ids.toSorted((a, b) => Number(a) - Number(b)));
}
