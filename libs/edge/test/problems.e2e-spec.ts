import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';

import { launch, type Launched } from './launch.js';

const planetId = '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';
const moons = [{ name: 'Titan', radius: 2575 }];
const planet = { planetId, name: 'Saturn', moons };

let service: Launched;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  service = await launch();
  http = supertest(service.url);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

describe('every failure is a problem document of its own code', () => {
  it.each([
    ['mismatch', 412, 'revision-mismatch'],
    ['contention', 503, 'contention'],
    ['draining', 503, 'draining'],
    ['store', 503, 'store-unavailable'],
    ['outcome', 503, 'outcome-unknown'],
    ['reads', 503, 'read-store-unavailable'],
    ['bus', 503, 'bus-unavailable'],
    ['behind', 503, 'projection-behind'],
    ['cursor', 400, 'cursor-invalid'],
    ['append', 422, 'not-storable'],
    ['newer', 503, 'release-outdated'],
    ['unknown', 404, 'planet-unknown'],
    ['conflict', 409, 'planet-gone'],
    ['invalid', 422, 'name-taken'],
    ['damaged', 500, 'internal-error'],
    ['bug', 500, 'internal-error'],
    ['text', 500, 'internal-error'],
    ['nothing', 500, 'internal-error'],
  ])('%s is %i %s', async (how, status, code) => {
    const answer = await http.get(`/v1/planets/1/fail/${how}`);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect('retry-after' in answer.headers).toBe(status === 503);
    expect(answer.body).toMatchObject({
      type: `/problems/${code}`,
      status,
      code,
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.body.title).toEqual(expect.any(String));
    expect(answer.text).not.toMatch(/secret|node_modules|\.ts:|\n\s*at /);
  });

  it('names the field that breaks a rule', async () => {
    const { body } = await http.get('/v1/planets/1/fail/invalid').expect(422);
    expect(body.errors).toEqual([
      { pointer: '/moons/0/name', code: 'name-taken', detail: 'The name is taken.' },
    ]);
  });

  it('has the details of a refusal and the revision of a mismatch', async () => {
    const gone = await http.get('/v1/planets/1/fail/conflict');
    expect(gone.body).toMatchObject({ detail: 'It has been abandoned.', details: { since: '2020' } });
    const mismatch = await http.get('/v1/planets/1/fail/mismatch');
    expect(mismatch.headers['etag']).toBe('"4"');
  });

  it('logs the stack of an internal error once, and never sends it', async () => {
    const answer = await http.get('/v1/planets/1/fail/bug').set('x-request-id', 'a-bug');
    expect(answer.body.detail).toBeUndefined();
    const logged = service.lines.filter((line) => line['requestId'] === 'a-bug' && line['err']);
    expect(logged).toEqual([
      expect.objectContaining({
        err: expect.objectContaining({ stack: expect.stringContaining('planets.ts') }),
      }),
    ]);
  });

  it('leads from the type of a problem to a page about it', async () => {
    const page = await http.get('/problems/contention').expect(200);
    expect(page.body).toMatchObject({ code: 'contention', status: 503 });
    const refusal = await http.get('/problems/planet-gone').expect(200);
    expect(refusal.body).toMatchObject({
      code: 'planet-gone',
      status: 409,
      reasons: ['It has been abandoned.', 'It was <never> there.'],
    });
    const { body } = await http.get('/problems').expect(200);
    const codes = body.problems.map(({ code }: { readonly code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['contention', 'planet-gone']));
    const unknown = await http.get('/problems/no-such-code').expect(404);
    expect(unknown.body.code).toBe('not-found');
  });

  it('shows a browser a page that can be read', async () => {
    const page = await http.get('/problems/planet-gone').set('accept', 'text/html,*/*').expect(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<li>It was &lt;never&gt; there.</li>');
  });
});

describe('bad input is never an error of ours', () => {
  const json = (body: unknown) => JSON.stringify(body);
  const deep = (text: string) => text.repeat(10_000);

  it.each<[string, number, string, string]>([
    ['no JSON', 400, 'malformed-json', '{"name": '],
    ['nothing', 400, 'invalid-request', ''],
    ['a trailing comma', 400, 'malformed-json', '{"name":"x",}'],
    ['null', 400, 'invalid-request', 'null'],
    ['a list', 400, 'invalid-request', '[]'],
    ['a number', 400, 'invalid-request', '7'],
    ['text', 400, 'invalid-request', '"x"'],
    ['no fields', 400, 'invalid-request', '{}'],
    ['deep lists', 400, 'invalid-request', deep('[') + deep(']')],
    ['deep objects', 400, 'invalid-request', `${deep('{"a":')}1${deep('}')}`],
    ['__proto__', 400, 'malformed-json', '{"__proto__":{"admin":true},"name":"x"}'],
    ['escaped __proto__', 400, 'malformed-json', '{"\\u005f_proto__":{"admin":true}}'],
    ['nested __proto__', 400, 'malformed-json', '{"moons":[{"__proto__":{"radius":1}}]}'],
    ['constructor.prototype', 400, 'malformed-json', '{"constructor":{"prototype":{"x":1}}}'],
    ['constructor', 400, 'invalid-request', json({ ...planet, constructor: 1 })],
    ['toString', 400, 'invalid-request', json({ ...planet, toString: 1 })],
    ['hasOwnProperty', 400, 'invalid-request', json({ ...planet, hasOwnProperty: 1 })],
    ['an unknown field', 400, 'invalid-request', json({ ...planet, admin: true })],
    [
      'an unknown nested field',
      400,
      'invalid-request',
      json({ ...planet, moons: [{ ...moons[0], admin: 1 }] }),
    ],
    ['a number for text', 400, 'invalid-request', json({ ...planet, name: 7 })],
    ['an operator for text', 400, 'invalid-request', json({ ...planet, name: { $ne: '' } })],
    ['text for a number', 400, 'invalid-request', json({ ...planet, moons: [{ name: 'x', radius: '7' }] })],
    ['too long a text', 400, 'invalid-request', json({ ...planet, name: 'x'.repeat(41) })],
    ['too many items', 400, 'invalid-request', json({ ...planet, moons: Array(6).fill(moons[0]) })],
    ['50,000 items', 400, 'invalid-request', json({ ...planet, moons: Array(50_000).fill(1) })],
    ['no items', 400, 'invalid-request', json({ ...planet, moons: [] })],
    ['a null item', 400, 'invalid-request', json({ ...planet, moons: [null] })],
    ['a list of lists', 400, 'invalid-request', json({ ...planet, moons: [[moons[0]]] })],
    ['an object for a list', 400, 'invalid-request', json({ ...planet, moons: { 0: moons[0] } })],
    ['infinity', 400, 'invalid-request', '{"planetId":"x","name":"x","moons":[{"name":"x","radius":1e999}]}'],
    ['a fraction', 400, 'invalid-request', json({ ...planet, moons: [{ name: 'x', radius: 1.5 }] })],
    ['a negative number', 400, 'invalid-request', json({ ...planet, moons: [{ name: 'x', radius: -1 }] })],
    ['an id that is none', 400, 'invalid-request', json({ ...planet, planetId: '../../etc/passwd' })],
    ['an empty id', 400, 'invalid-request', json({ ...planet, planetId: '' })],
    ['an id of null', 400, 'invalid-request', json({ ...planet, planetId: null })],
    ['300 KB', 413, 'body-too-large', json({ ...planet, note: 'x'.repeat(300_000) })],
  ])('%s is %i %s', async (_, status, code, body) => {
    const answer = await http.post('/v1/planets').set('content-type', 'application/json').send(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  it.each<[string, number, string, Readonly<Record<string, string>>]>([
    ['text', 415, 'media-type-unsupported', { 'content-type': 'text/plain' }],
    ['a form', 415, 'media-type-unsupported', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no type that there is', 415, 'media-type-unsupported', { 'content-type': '???' }],
    ['a weak If-Match', 400, 'if-match-malformed', { 'if-match': 'W/"3"' }],
    ['a bare If-Match', 400, 'if-match-malformed', { 'if-match': '3' }],
    ['If-Match of several', 400, 'if-match-malformed', { 'if-match': '"3", "4"' }],
    ['If-Match of anything', 400, 'if-match-malformed', { 'if-match': '*' }],
    ['an empty key', 400, 'idempotency-key-malformed', { 'idempotency-key': '""' }],
    ['a key with spaces', 400, 'idempotency-key-malformed', { 'idempotency-key': 'a b' }],
    ['an open quotation', 400, 'idempotency-key-malformed', { 'idempotency-key': '"abc' }],
    ['a key of 256', 400, 'idempotency-key-malformed', { 'idempotency-key': 'x'.repeat(256) }],
  ])('%s is %i %s', async (_, status, code, headers) => {
    const answer = await http
      .post('/v1/planets')
      .set({ 'content-type': 'application/json', ...headers })
      .send(json(planet));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each<[string, number, string]>([
    ['/nowhere', 404, 'route-unknown'],
    ['/v1', 404, 'route-unknown'],
    ['/v1/planets/', 404, 'route-unknown'],
    ['/v1/planets//fail/bug', 404, 'route-unknown'],
    ['/planets', 404, 'route-unknown'],
    ['/v1/planets/%', 400, 'malformed-url'],
    ['/v1/planets/%E0%A4%A', 400, 'malformed-url'],
    [`/v1/planets/${'x'.repeat(201)}`, 414, 'url-too-long'],
    ['/v1/planets/none', 404, 'planet-unknown'],
    ['/v1/planets/1/rename', 405, 'method-not-allowed'],
    ['/v1/planets?limit=0', 400, 'invalid-request'],
    ['/v1/planets?limit=-1', 400, 'invalid-request'],
    ['/v1/planets?limit=ten', 400, 'invalid-request'],
    ['/v1/planets?limit=', 400, 'invalid-request'],
    ['/v1/planets?limit=5&limit=6', 400, 'invalid-request'],
    ['/v1/planets?kind=plasma', 400, 'invalid-request'],
    ['/v1/planets?kind[$ne]=rock', 400, 'invalid-request'],
    ['/v1/planets?colour=red', 400, 'invalid-request'],
    ['/v1/planets?__proto__=x', 400, 'invalid-request'],
    ['/docs/../../../etc/passwd', 403, 'forbidden'],
    ['/docs/%2e%2e/%2e%2e/package.json', 403, 'forbidden'],
  ])('GET %s is %i %s', async (path, status, code) => {
    const answer = await http.get(path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('names every flaw, where it is and which rule it breaks', async () => {
    const answer = await http
      .post('/v1/planets')
      .send({ planetId: 'x', name: '', moons: [{ name: 'Titan', radius: 0, 'a/b': 1 }], note: 7 });
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { pointer: '/planetId', code: 'uuid', detail: 'must be a UUID' },
        { pointer: '/name', code: 'length', detail: 'must have 1 to 40 characters' },
        { pointer: '/moons/0/radius', code: 'minimum', detail: 'must be at least 1' },
        { pointer: '/moons/0/a~1b', code: 'unknown-field', detail: 'is not a known field' },
        { pointer: '/note', code: 'type', detail: 'must be of type string' },
      ]),
    );
  });

  it('lists the methods of a route when it does not support this one', async () => {
    const answer = await http.put('/v1/planets').send({}).expect(405);
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed-request'],
    [
      '64 KB of headers',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'malformed-request',
    ],
  ])('%s is answered with a problem too', async (_, text, status, code) => {
    const answer = await exchange(text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('still serves after all of that', async () => {
    await http.post('/v1/planets').send(planet).expect(201);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });
});

function exchange(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
