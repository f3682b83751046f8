import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusalKinds, undocumented } from '@waybill/edge';
import supertest from 'supertest';
import { sourcesOf } from './reference/program.js';
import { refusalsIn } from './reference/refusals.js';
import { Waybill } from './waybill.js';

const folders = [
  'libs/kernel/src',
  'libs/engine/src',
  ...['orders', 'inventory', 'payments', 'shipping', 'operations'].map((context) => `apps/${context}/src`),
];
const refusals = refusalsIn(folders, sourcesOf(folders));
const statuses = new Map(Object.entries(refusalKinds).map(([kind, { status }]) => [kind, status]));

describe('the documentation of Waybill', () => {
  let waybill: Waybill;
  let http: ReturnType<typeof supertest>;
  beforeAll(async () => {
    waybill = await Waybill.start();
    http = supertest(await waybill.listen());
  });
  afterAll(() => waybill.stop());

  const read = async (path: string) => (await http.get(path).expect(200)).body;

  it('has a summary, a schema and a right example of every read', async () => {
    expect(undocumented(await read('/openapi.json'))).toEqual([]);
  });

  it('has a summary and the roles of every route', async () => {
    const { paths } = await read('/openapi.json');
    const routes = Object.entries<object>(paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([path, item]) => Object.entries(item).map(([method, route]) => ({ path, method, ...route })));
    expect(routes.length).toBeGreaterThan(70);
    for (const { path, method, summary, security } of routes) {
      const route = `${method} ${path}`;
      expect({ route, summary }).toEqual({ route, summary: expect.stringMatching(/^[A-Z].+\.$/) });
      expect({ route, security }).toEqual({ route, security: [{ bearer: expect.any(Array) }] });
    }
  });

  it('has a page for every refusal in the code, with its status and its reasons', async () => {
    expect(Object.keys(refusals).length).toBeGreaterThan(70);
    const { problems } = await read('/problems');
    const pages = new Map<string, object>(
      problems.map((page: { readonly code: string }) => [page.code, page]),
    );
    for (const [code, { kind, reasons }] of Object.entries(refusals)) {
      expect(pages.get(code)).toMatchObject({ code, status: statuses.get(kind) });
      expect(pages.get(code)).toHaveProperty('reasons', expect.arrayContaining([...reasons]));
    }
  });
});
