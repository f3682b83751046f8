import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { publishedSamples } from '@waybill/contracts';
import { contexts } from './contexts.js';
import { mapOf } from './map.js';

const page = fileURLToPath(new URL('../docs/map.md', import.meta.url));

test('docs/map.md is what the context pages declare (npm run map writes it)', async () => {
  const map = mapOf(contexts, Object.keys(publishedSamples));
  if (process.env['WRITE_MAP']) await writeFile(page, map);
  expect(await readFile(page, 'utf8')).toBe(map);
});
