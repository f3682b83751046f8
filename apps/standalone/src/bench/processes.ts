import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Start {
  /** What the script is to do; it finds it with {@link jobOf}. */
  readonly job?: object;
  readonly cores?: string | undefined;
  /** Options for Node itself. */
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The file descriptor that takes its standard output; default: none. */
  readonly output?: number;
}

/** A child process that has said what it had to say. Disposing of it asks it to end and waits until it has. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** JSON. */
  readonly said: string;
}

/** The longest that any child may run, in milliseconds. */
const LIFETIME = 400_000;
const PATIENCE = 30_000;

const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

if (process.send) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

/** Runs a script of this folder in a process of its own; resolves when it has said something with {@link say}. */
export async function start(
  script: string,
  { job = {}, cores, options = [], env, output }: Start = {},
): Promise<Child> {
  const command = [process.execPath, ...options, join(import.meta.dirname, script), JSON.stringify(job)];
  const [program = '', ...args] = cores === undefined ? command : ['taskset', '-c', cores, ...command];
  const child = spawn(program, args, {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', output ?? 'ignore', 'inherit', 'ipc'],
    timeout: LIFETIME,
    killSignal: 'SIGKILL',
  });
  running.add(child);
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    return String(signal ?? code);
  });
  const said = new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(typeof message === 'string' ? message : ''));
    child.once('error', reject);
    void ended.then((how) => reject(new Error(`${script} ended (${how}) without a result.`)));
  });
  const end = () => stop(script, child, ended);
  return { said: await said, pid: child.pid ?? 0, [Symbol.asyncDispose]: end };
}

/** Runs a script to its end; resolves to what it said. */
export async function run<T>(script: string, given: Start): Promise<T> {
  await using child = await start(script, given);
  return JSON.parse(child.said);
}

/** In a child: the job it was started for. It ends properly when it is asked to, so that a profile of it is written. */
export function jobOf<T>(): T {
  process.once('SIGTERM', () => process.exit());
  return JSON.parse(process.argv[2] ?? '{}');
}

/** In a child, which lives no longer than the bench: reports to the bench. */
export function say(result: object): void {
  process.send?.(JSON.stringify(result));
}

async function stop(script: string, child: ChildProcess, ended: Promise<string>): Promise<void> {
  const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  child.kill('SIGTERM');
  const how = await ended;
  clearTimeout(impatient);
  if (how === 'SIGKILL') throw new Error(`${script} did not end within ${PATIENCE / 1_000} s.`);
}
