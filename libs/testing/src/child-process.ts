import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { transformFile } from '@swc/core';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** The sources as JavaScript in a folder of their own, for children that a test may kill. */
export interface Compiled {
  /** Where a source file's JavaScript stands: `path('libs/engine/src/index.ts')`. */
  path(source: string): string;
  remove(): void;
}

/**
 * Compiles folders of the repository (`libs`, `apps/orders`, …), tests included, into one under `node_modules`, where
 * both installed packages and `@waybill/…` resolve as they do in the sources.
 */
export async function compile(...folders: readonly string[]): Promise<Compiled> {
  const cache = join(REPOSITORY, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'waybill-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const compiling = folders
    .flatMap(typescriptIn)
    .map((source) => compileFile(source, join(folder, toScript(source))));
  const outcomes = await Promise.allSettled(compiling);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    remove();
    throw failed.reason;
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  mkdirSync(join(folder, 'node_modules/@waybill'), { recursive: true });
  for (const lib of readdirSync(join(REPOSITORY, 'libs'))) {
    mkdirSync(join(folder, 'libs', lib), { recursive: true });
    writeFileSync(
      join(folder, 'libs', lib, 'package.json'),
      JSON.stringify({ type: 'module', exports: './src/index.js' }),
    );
    symlinkSync(join(folder, 'libs', lib), join(folder, 'node_modules/@waybill', lib));
  }
  return {
    path: (source) => join(folder, toScript(source)),
    remove,
  };
}

export interface Child {
  readonly pid: number | undefined;
  /** The lines it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line that is wanted, from the `from`th on; rejects when the child ends without it. */
  line(isWanted: (line: string) => boolean, from?: number): Promise<string>;
  /** What ended it: an exit code or a signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
  kill(): void;
}

/** Runs a compiled script under this Node. What it writes to stderr goes to the test's own. */
export function spawnChild(
  script: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Child {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<{ look(line: string): void; giveUp(): void }>();
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    lines.push(line);
    for (const one of waiting) one.look(line);
  });
  output.on('close', () => {
    for (const one of waiting) one.giveUp();
  });
  return {
    pid: child.pid,
    lines,
    ended: end(child),
    kill: () => void child.kill('SIGKILL'),
    line: (isWanted, from = 0) =>
      new Promise((found, failed) => {
        const known = lines.slice(from).find(isWanted);
        if (known !== undefined) return found(known);
        const one = {
          look(line: string) {
            if (!isWanted(line)) return;
            waiting.delete(one);
            found(line);
          },
          giveUp: () =>
            failed(new Error(`The child ended without printing it; its last line was: ${lines.at(-1)}`)),
        };
        waiting.add(one);
      }),
  };
}

/** After its last line has been read. */
function end(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => ended(signal ?? code ?? 0));
  });
}

function typescriptIn(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));
}

async function compileFile(source: string, target: string): Promise<void> {
  const { code } = await transformFile(join(REPOSITORY, source), {
    swcrc: false,
    configFile: false,
    sourceMaps: false,
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}

function toScript(source: string): string {
  return source.replace(/\.ts$/, '.js');
}
