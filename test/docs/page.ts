import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = new URL('../../', import.meta.url);

/** Reads a file of the repository, by its path from the root. */
export function read(path: string): Promise<string> {
  return readFile(new URL(path, root), 'utf8');
}

/** Returns what the page says and what it should say; with `npm run docs` it says so afterwards. */
export async function compared(
  path: string,
  rewrite: (text: string) => Promise<string> | string,
): Promise<{ readonly actual: string; readonly expected: string }> {
  const actual = await read(path);
  const filepath = fileURLToPath(new URL(path, root));
  const expected = await format(await rewrite(actual), { ...(await resolveConfig(filepath)), filepath });
  if (!process.env['WRITE_DOCS']) return { actual, expected };
  await writeFile(filepath, expected);
  return { actual: expected, expected };
}

/** The page with new text between `<!-- generated: name -->` and `<!-- end -->`. */
export function withGenerated(text: string, name: string, generated: string): string {
  const start = `<!-- generated: ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new RangeError(`The page has no place for "${name}".`);
  return `${text.slice(0, from)}${start}\n\n${generated}\n\n${text.slice(to)}`;
}
