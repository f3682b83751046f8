import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventorySamples, ordersSamples, paymentsSamples, shippingSamples } from '@waybill/contracts';
import { mapOf } from './map.js';
import { Waybill } from './waybill.js';

const page = fileURLToPath(new URL('../docs/map.md', import.meta.url));
const published = Object.keys({
  ...ordersSamples,
  ...inventorySamples,
  ...paymentsSamples,
  ...shippingSamples,
});

describe('the map of the contexts', () => {
  let waybill: Waybill;

  beforeAll(async () => {
    waybill = await Waybill.start();
  });
  afterAll(() => waybill.stop());

  it('is what the code says (npm run map writes it)', async () => {
    const map = mapOf(waybill.contexts, published);
    if (process.env['WRITE_MAP']) await writeFile(page, map);
    expect(await readFile(page, 'utf8')).toBe(map);
  });
});
