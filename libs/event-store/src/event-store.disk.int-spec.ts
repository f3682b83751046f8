import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DomainEvent, newId } from '@waybill/kernel';
import { type Child, compile, type Compiled, spawnChild } from '@waybill/testing';
import { EmbeddedEventStore } from './event-store.embedded.js';
import { type NewEvent, type StoredEvent, StoreUnavailable } from './event-store.js';

jest.setTimeout(60_000);

const CHILD = 'libs/event-store/src/event-store.crash-child.ts';

/** fsync and fdatasync that fail with EIO, on files whose name ends so, as long as another file exists. */
const FAILING_FSYNC = `
  #include <errno.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/syscall.h>
  #include <unistd.h>
  static int failing(int fd) {
    char link[64], path[4096];
    const char *ending = getenv("FSYNC_FAILS_ON");
    if (access(getenv("FSYNC_FAILS_WHILE"), F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < (ssize_t)strlen(ending)) return 0;
    path[length] = 0;
    return strcmp(path + length - strlen(ending), ending) == 0;
  }
  int fsync(int fd) { if (failing(fd)) { errno = EIO; return -1; } return syscall(SYS_fsync, fd); }
  int fdatasync(int fd) { if (failing(fd)) { errno = EIO; return -1; } return syscall(SYS_fdatasync, fd); }
`;

const root = mkdtempSync(join(tmpdir(), 'waybill-disk-'));
const canMount = succeeds('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mountPoint('probe'));
const canCompile = succeeds('cc', '--version');
if (canMount) unmount('probe');

const ifMounting = whether(canMount, 'mounting a small disk (needs root)');
const ifCompiling = whether(canCompile, 'a C compiler');

afterAll(() => rmSync(root, { recursive: true }));

describe('the embedded log, when the disk is full', () => {
  ifMounting('rejects appends, loses nothing, and goes on when there is room again', async () => {
    const folder = mount('full', 'size=24m');
    const filler = join(folder, 'filler');
    const store = await EmbeddedEventStore.open(folder);
    try {
      const kept: NewEvent[] = [];
      for (let round = 0; round < 3; round += 1) {
        kept.push(...(await append(store, 10)));
        fill(filler);
        await expect(append(store, 1000)).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(append(store, 1000)).rejects.toBeInstanceOf(StoreUnavailable);
        expect(await store.trouble()).toMatch(/full/);
        expect(idsOf(await logOf(store))).toEqual(idsOf(kept));
        rmSync(filler);
        expect(await store.trouble()).toBeUndefined();
      }
      kept.push(...(await append(store, 10)));
      await store.close();
      const again = await EmbeddedEventStore.open(folder);
      expect(idsOf(await logOf(again))).toEqual(idsOf(kept));
      await again.close();
    } finally {
      await store.close();
      unmount('full');
    }
  });

  ifMounting('goes on after the room ran out while the log was being moved out of the WAL', async () => {
    const folder = mount('moving', 'size=16m');
    const store = await EmbeddedEventStore.open(folder);
    try {
      const kept: NewEvent[] = [];
      await expect(
        (async () => {
          for (;;) kept.push(...(await append(store, 500)));
        })(),
      ).rejects.toBeInstanceOf(StoreUnavailable);
      expect(kept.length).toBeGreaterThan(5_000);
      execFileSync('mount', ['-o', 'remount,size=200m', folder]);
      kept.push(...(await append(store, 500)));
      expect(await store.trouble()).toBeUndefined();
      expect(idsOf(await logOf(store))).toEqual(idsOf(kept));
      for await (const _ of store.verifyLog());
    } finally {
      await store.close();
      unmount('moving');
    }
  });

  ifMounting('is not opened on a disk that cannot be written to, and says why', async () => {
    const folder = mount('readonly', 'size=4m');
    try {
      await (await EmbeddedEventStore.open(folder)).close();
      execFileSync('mount', ['-o', 'remount,ro', folder]);
      const refused = EmbeddedEventStore.open(folder);
      await expect(refused).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(refused).rejects.toThrow(`${folder} cannot be written to`);
    } finally {
      unmount('readonly');
    }
  });
});

describe('the embedded log, when fsync fails', () => {
  let compiled: Compiled;
  const shim = join(root, 'shim.so');

  beforeAll(async () => {
    if (!canCompile) return;
    writeFileSync(join(root, 'shim.c'), FAILING_FSYNC);
    execFileSync('cc', ['-shared', '-fPIC', '-o', shim, join(root, 'shim.c')]);
    compiled = await compile('libs/kernel', 'libs/failpoints', 'libs/sqlite-files', 'libs/event-store');
  });

  afterAll(() => compiled?.remove());

  ifCompiling.each([
    ['and goes on when it succeeds again', 'let live'],
    ['also when it is killed while it fails', 'kill'],
    ['also when it is closed while it fails', 'close'],
  ])('acknowledges and shows nothing, says that it does not know, %s', async (_, fate) => {
    const folder = join(root, `fsync-${fate.replace(' ', '-')}`);
    const switched = join(root, `${fate}.fails`);
    const child = run(folder, 300, 'log.db-wal', switched);
    for (let round = 0; round < 3; round += 1) {
      await acknowledgements(child, 50);
      writeFileSync(switched, '');
      await child.line((line) => line === 'rejected OutcomeUnknown in trouble', child.lines.length);
      const known = child.lines.length;
      await child.line((line) => line === 'rejected StoreUnavailable in trouble', known);
      await child.line((line) => line.startsWith('rejected'), child.lines.length);
      expect(child.lines.slice(known).filter((line) => !line.startsWith('rejected'))).toEqual([]);
      if (fate !== 'let live') break;
      rmSync(switched);
    }
    if (fate === 'let live') await acknowledgements(child, 50);
    if (fate === 'close') process.kill(child.pid ?? 0, 'SIGTERM');
    else child.kill();
    await child.ended;

    await expectKept(folder, child);
  });

  ifCompiling(
    'while the log is moved out of the WAL, goes on and loses nothing, killed or not',
    async () => {
      const folder = join(root, 'fsync-moving');
      const switched = join(root, 'moving.fails');
      const child = run(folder, 20_000, 'log.db', switched);
      const enoughForTwoCheckpoints = 200;
      await acknowledgements(child, 1);
      writeFileSync(switched, '');
      await acknowledgements(child, enoughForTwoCheckpoints);
      expect(statSync(join(folder, 'log.db-wal')).size).toBeGreaterThan(11_000_000);
      rmSync(switched);
      await acknowledgements(child, enoughForTwoCheckpoints);
      expect(statSync(join(folder, 'log.db')).size).toBeGreaterThan(11_000_000);
      writeFileSync(switched, '');
      await acknowledgements(child, enoughForTwoCheckpoints);
      child.kill();
      await child.ended;
      await expectKept(folder, child);
    },
    60_000,
  );

  function run(folder: string, bytes: number, file: string, switched: string): Child {
    return spawnChild(compiled.path(CHILD), [folder, '4', String(bytes)], {
      LD_PRELOAD: shim,
      FSYNC_FAILS_ON: file,
      FSYNC_FAILS_WHILE: switched,
    });
  }
});

async function expectKept(folder: string, child: Child): Promise<void> {
  const store = await EmbeddedEventStore.open(folder);
  const log = await logOf(store);
  const stored = new Set(idsOf(log));
  for await (const _ of store.verifyLog());
  expect(Number(await store.head())).toBe(stored.size);
  await store.close();
  const acknowledged = child.lines
    .filter((line) => line.startsWith('ack'))
    .flatMap((line) => line.split(' ').slice(2));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  const seen = child.lines.filter((line) => line.startsWith('saw'));
  expect(seen).toEqual(log.slice(0, seen.length).map(({ position, id }) => `saw ${position} ${id}`));
  expect(seen.length).toBeGreaterThan(0);
}

/** Waits for so many acknowledgements from now on. */
async function acknowledgements(child: Child, count: number): Promise<void> {
  let seen = 0;
  await child.line((line) => line.startsWith('ack') && (seen += 1) === count, child.lines.length);
}

async function append(store: EmbeddedEventStore, count: number): Promise<readonly NewEvent[]> {
  const events = Array.from({ length: count }, event);
  await store.append(`basket-${newId()}`, events, 'new');
  return events;
}

function event(): NewEvent {
  const id = newId();
  const data: DomainEvent & { filling: string } = { type: 'Noted', filling: 'x'.repeat(200) };
  const actor = { kind: 'system', id: 'test' } as const;
  const meta = {
    commandId: id,
    correlationId: id,
    causationId: id,
    actor,
    occurredAt: '2026-03-01T12:00:00.000Z',
  };
  return { id, type: data.type, version: 1, data, meta };
}

async function logOf(store: EmbeddedEventStore): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const slice of store.readAll()) events.push(...slice.events);
  return events;
}

function idsOf(events: readonly NewEvent[]): readonly string[] {
  return events.map(({ id }) => id);
}

/** Takes up all room that is left, to the last byte. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    while (isWritten(handle, size));
  }
  closeSync(handle);
}

function isWritten(handle: number, size: number): boolean {
  try {
    return writeSync(handle, Buffer.alloc(size)) === size;
  } catch {
    return false;
  }
}

function mount(name: string, options: string): string {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mountPoint(name)]);
  return join(root, name);
}

function unmount(name: string): void {
  execFileSync('umount', [join(root, name)]);
}

function mountPoint(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Runs what the machine can, and says aloud what it cannot. */
function whether(can: boolean, what: string) {
  if (!can) process.stderr.write(`SKIPPED: this machine lacks ${what}.\n`);
  return can ? it : it.skip;
}
