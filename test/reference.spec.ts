import { access, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { sourcesOf, type Sources } from './reference/program.js';
import { refusalsIn } from './reference/refusals.js';
import { routesIn } from './reference/routes.js';

/** The contexts whose reference is derived from their code, and where they are. */
const contexts: Readonly<Record<string, string>> = {
  orders: 'apps/orders/src',
  inventory: 'apps/inventory/src',
  payments: 'apps/payments/src',
  shipping: 'apps/shipping/src',
  operations: 'apps/operations/src',
  giftcards: 'examples/gift-cards',
};

/** What can refuse in every context. */
const LIBS = ['libs/kernel/src', 'libs/engine/src'];

describe('the reference of a context (npm run docs writes it)', () => {
  let sources: Sources;
  beforeAll(() => {
    sources = sourcesOf([...LIBS, ...Object.values(contexts)]);
  }, 60_000);

  it.each(Object.entries(contexts))(
    '%s: is what its controllers and refusals say',
    async (context, folder) => {
      const path = fileURLToPath(new URL(`../${folder}/api/reference.ts`, import.meta.url));
      const described = {
        ...routesIn(folder, context, sources),
        refusals: refusalsIn([...LIBS, folder], sources),
      };
      const expected = await format(textOf(described), { ...(await resolveConfig(path)), filepath: path });
      if (process.env['WRITE_DOCS']) await writeFile(path, expected);
      await access(path);
      expect(await readFile(path, 'utf8')).toBe(expected);
    },
  );
});

function textOf(described: object): string {
  return `// Derived from the code by npm run docs: what the routes answer, and why commands are refused.
import type { Reference } from '@waybill/edge';

export const reference: Reference = ${JSON.stringify(described)};
`;
}
