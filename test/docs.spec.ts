import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { workItemKinds } from '../apps/operations/src/projections/work-item-kinds.js';
import { compared, read, withGenerated } from './docs/page.js';
import { withSnippets } from './docs/snippets.js';

const root = new URL('../', import.meta.url);
const docs = await readdir(new URL('docs', root), { recursive: true });
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].concat(
  docs.filter((file) => file.endsWith('.md')).map((file) => join('docs', file)),
);
const NAME = /\b[A-Z][A-Z_]{2,}\b/g;
const decisions = pages.filter((page) => /^docs\/decisions\/\d/.test(page));

describe('a page of the docs', () => {
  it.each(pages)('shows code that is compiled (npm run docs writes it): %s', async (page) => {
    if (!(await read(page)).includes('<!-- snippet: ')) return;
    const { actual, expected } = await compared(page, withSnippets);
    expect(actual).toBe(expected);
  });

  it.each(pages)('links to files that exist: %s', async (page) => {
    const links = [...(await read(page)).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)];
    for (const [, path = ''] of links) {
      await expect(access(new URL(join(dirname(page), path), root))).resolves.toBeUndefined();
    }
  });
});

describe('a decision', () => {
  it.each(decisions)('has at most 30 lines and four parts: %s', async (page) => {
    const text = await read(page);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    const parts = [...text.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Because', 'We chose', 'Instead of', 'Undo when']);
  });
});

describe('the page of the work items', () => {
  it('explains every kind (npm run docs writes it)', async () => {
    const rows = Object.entries(workItemKinds).map(([kind, meaning]) => `| \`${kind}\` | ${meaning} |`);
    const table = ['| kind | what it means |', '| --- | --- |', ...rows].join('\n');
    const page = 'docs/how-to/work-through-the-work-items.md';
    const { actual, expected } = await compared(page, (text) => withGenerated(text, 'kinds', table));
    expect(actual).toBe(expected);
  });
});

describe('the page of the settings', () => {
  it('has a row for every environment variable', async () => {
    const page = await read('docs/configuration.md');
    const sources = await Promise.all(['apps', 'libs'].map(settingsIn));
    const missing = [...new Set(sources.flat())].filter((name) => !page.includes(`| \`${name}\` `));
    expect(missing).toEqual([]);
  });
});

/** What the code that is no test reads from the environment. */
async function settingsIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(new URL(folder, root), { recursive: true });
  const code = files.filter((file) => /(?<!spec)\.ts$/.test(file) && !/\/(test|bench|demo)\//.test(file));
  const texts = await Promise.all(code.map((file) => read(join(folder, file))));
  const text = texts.join('\n');
  const destructured = [...text.matchAll(/\{([^{}]*)\} = (?:process\.)?env\b/g)].map(([, names]) => names);
  const indexed = [...text.matchAll(/\benv(?:\.|\[')([A-Z_]+)\b/g)].map(([, name]) => name);
  return [...[...destructured, ...indexed].join(' ').matchAll(NAME)].map(([name]) => name);
}
