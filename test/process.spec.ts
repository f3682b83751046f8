import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compared, read, withGenerated } from './docs/page.js';
import { contexts } from './process/apps.js';
import { deadlineEffects, deadlineTable } from './process/deadlines.js';
import { processes, sagaTables, stateDiagrams } from './process/page.js';
import { undone } from './process/undone.js';

const page = 'docs/process.md';
/** The search through all states takes seconds on a machine that is busy. */
const SEARCH_MS = 60_000;
/** A code of the catalogue. No code has a leading zero, but times do: `T00:00`. */
const CODE = /\b(?:RF|CC|PR|[HSPCDRT])[1-9]\d?\b/g;
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

  it.each(Object.entries(undone))('undoes commands of %s by commands that exist', (context, rows) => {
    const named = Object.entries(rows).flatMap(([command, by]) => [
      command,
      ...[...by.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    ]);
    const known = contexts.filter(({ name }) => name === context).flatMap(commandsOf);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(contexts)('shows every event that a deadline of $name is set or cleared by', (context) => {
    for (const { deadline, sets, clears } of deadlineEffects(context)) {
      expect(deadline.events.filter((event) => !sets.includes(event) && !clears.includes(event))).toEqual([]);
    }
  });
});

describe('the legend of the process', () => {
  const legend = new Set<string>();
  const later = new Set<string>();
  const used = new Set<string>();

  beforeAll(async () => {
    const [, explained = '', waiting = ''] = (await read(page)).split(/^## (?:The legend|Rows that wait)$/m);
    for (const code of codesOf(explained)) legend.add(code);
    for (const code of codesOf(waiting)) later.add(code);
    const files = await Promise.all(['apps', 'libs', 'test'].map(sources));
    const texts = await Promise.all(files.flat().map(read));
    for (const [code] of texts.join('\n').matchAll(CODE)) used.add(code);
  });

  it('explains every code that the code and its tests use', () => {
    expect([...used].filter((code) => !legend.has(code))).toEqual([]);
  });

  it('explains no code that nothing uses', () => {
    expect([...legend].filter((code) => !used.has(code))).toEqual([]);
  });

  it('lists no row as waiting that is built', () => {
    expect(later.size).toBeGreaterThan(0);
    expect([...later].filter((code) => legend.has(code))).toEqual([]);
  });
});

/** The codes of the first column of the tables; `X1–X4` stands for four. */
function codesOf(text: string): readonly string[] {
  const cells = [...text.matchAll(/^\| ((?:[A-Z]{1,2}\d+[–, ]*)+)\|/gm)].flatMap(([, cell = '']) =>
    cell.split(','),
  );
  return cells.flatMap((cell) => {
    const [first = '', last = first] = cell.trim().split('–');
    const numberOf = (code: string) => Number(code.replace(/^\D+/, ''));
    return Array.from(
      { length: numberOf(last) - numberOf(first) + 1 },
      (_, index) => `${first.replace(/\d+$/, '')}${numberOf(first) + index}`,
    );
  });
}

function commandsOf(context: (typeof contexts)[number]): readonly string[] {
  return context.aggregates.flatMap((aggregate) => Object.keys(aggregate.commands));
}

async function sources(folder: string): Promise<readonly string[]> {
  const files = await readdir(new URL(`../${folder}`, import.meta.url), { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}
