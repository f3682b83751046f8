import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { coresOf } from './cores.js';

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Whether server and load had cores of their own. */
  readonly pinned: boolean;
  /** GB. */
  readonly memory: number;
  readonly node: string;
  readonly kernel: string;
  /** Milliseconds of one small write and fdatasync in the data folder, the median of many. */
  readonly fsync: number;
  /** Processes that wanted to run in the minute before: well under 1 on a machine left alone. */
  readonly loadBefore: number;
}

const SYNCS = 200;

export function describeMachine(folder: string): Machine {
  const [busyBefore = 0] = loadavg();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    pinned: coresOf('1 core').server !== undefined,
    memory: Math.round(totalmem() / 1e8) / 10,
    node: process.version,
    kernel: `${type()} ${release()}`,
    fsync: timeOfSync(folder),
    loadBefore: Math.round(busyBefore * 100) / 100,
  };
}

function timeOfSync(folder: string): number {
  const path = join(folder, 'fsync');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: SYNCS }, () => {
    const begun = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(path);
  return Math.round((times.toSorted((a, b) => a - b)[SYNCS / 2] ?? 0) * 1_000) / 1_000;
}
