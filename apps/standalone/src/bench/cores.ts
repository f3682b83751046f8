import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Layout } from './figure.js';

/** The cores for both sides as `taskset -c` takes them; undefined where processes cannot be pinned. */
export interface Cores {
  readonly server?: string;
  readonly load?: string;
}

const [first, second] = allowed();

export function coresOf(layout: Layout): Cores {
  if (first === undefined || second === undefined) return {};
  return { server: layout === '1 core' ? first : `${first},${second}`, load: second };
}

/** The cores this process may use, as Linux tells them: `0-1,4`. None when there is nothing to pin with. */
function allowed(): readonly string[] {
  if (process.platform !== 'linux' || spawnSync('taskset', ['--version']).status !== 0) return [];
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  });
}
