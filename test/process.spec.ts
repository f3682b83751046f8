import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compared, read, withGenerated } from './docs/page.js';
import { contexts } from './process/apps.js';
import { deadlineTable, processes, sagaTables, stateDiagrams } from './process/page.js';
import { undone } from './process/undone.js';

const page = 'docs/process.md';
/** The search through all states takes seconds on a machine that is busy. */
const SEARCH_MS = 60_000;
const aggregates = contexts.flatMap((context) => context.aggregates);

describe('the page of the process', () => {
  it(
    'is what the code says (npm run docs writes it)',
    async () => {
      const sagas = await sagaTables();
      const { actual, expected } = await compared(page, (text) =>
        withGenerated(
          withGenerated(withGenerated(text, 'sagas', sagas), 'deadlines', deadlineTable()),
          'states',
          stateDiagrams(),
        ),
      );
      expect(actual).toBe(expected);
    },
    SEARCH_MS,
  );

  it.each(aggregates)(
    'shows how each event of $name comes about',
    ({ name, events }) => {
      const lifecycles = processes.filter(({ aggregate }) => aggregate.name === name);
      const shown = new Set(lifecycles.flatMap(({ transitions }) => transitions().map(({ event }) => event)));
      expect(events.filter((event) => !shown.has(event))).toEqual([]);
    },
    SEARCH_MS,
  );

  it('undoes commands by commands that exist', () => {
    const commands = new Set(aggregates.flatMap((aggregate) => Object.keys(aggregate.commands)));
    const named = Object.entries(undone).flatMap(([command, by]) => [
      command,
      ...[...by.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    ]);
    expect(named.filter((name) => !commands.has(name))).toEqual([]);
  });
});

describe('the legend of the process', () => {
  const legend = new Set<string>();
  const used = new Set<string>();

  beforeAll(async () => {
    for (const [, code = ''] of (await read(page)).matchAll(/^\| ([HSPCDR]\d{1,2}) +\|/gm)) legend.add(code);
    const files = await Promise.all(['apps', 'libs', 'test'].map(sources));
    const texts = await Promise.all(files.flat().map(read));
    for (const [code] of texts.join('\n').matchAll(/\b[HSPCDR]\d{1,2}\b/g)) used.add(code);
  });

  it('explains every code that the code and its tests use', () => {
    expect([...used].filter((code) => !legend.has(code))).toEqual([]);
  });

  it('explains no code that nothing uses', () => {
    expect([...legend].filter((code) => !used.has(code))).toEqual([]);
  });
});

async function sources(folder: string): Promise<readonly string[]> {
  const files = await readdir(new URL(`../${folder}`, import.meta.url), { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}
