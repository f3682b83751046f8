import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What V8 writes with --cpu-prof; times in microseconds. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const SHOWN = 20;

/** The functions that took most of the time of each profile in a folder, their callees not counted. */
export function hottest(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => {
    const profile: Profile = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const times = timesOf(profile);
    const total = times.reduce((sum, [, time]) => sum + time, 0);
    const lines = times.slice(0, SHOWN).map(([name, time]) => `${percent(time / total)}  ${name}`);
    return ['', join(folder, file), ...lines];
  });
}

function timesOf({ nodes, samples, timeDeltas }: Profile): readonly (readonly [string, number])[] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const place = url === '' ? '' : ` ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
      return [id, `${functionName || '(anonymous)'}${place}`];
    }),
  );
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return [...times].sort(([, a], [, b]) => b - a);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`.padStart(8);
}
