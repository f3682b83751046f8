import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Busy } from '../figure.js';

/** Clock ticks a second, in which Linux counts a process's time (proc_pid_stat(5)). */
const TICKS = 100;

/** Starts to watch; the result tells how busy the server and this process have been since. */
export function watchBusy(serverPid: number): () => Busy | undefined {
  const before = secondsOf(serverPid);
  const own = process.cpuUsage();
  const startedAt = performance.now();
  return () => {
    const after = secondsOf(serverPid);
    if (before === undefined || after === undefined) return undefined;
    const elapsed = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(own);
    const percent = (seconds: number) => Math.round((100 * seconds) / elapsed);
    return { server: percent(after - before), load: percent((user + system) / 1e6) };
  };
}

function secondsOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / TICKS;
}
