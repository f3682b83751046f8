import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { KnownHosts } from '../src/service/known-hosts.js';
import { launch, type Launched } from './launch.js';

const planetId = '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';
const SHOP = 'https://shop.example';

let service: Launched;
beforeAll(async () => {
  const publicUrl = new URL('https://oms.example');
  service = await launch({ hosts: new KnownHosts({ host: '127.0.0.1', publicUrl, allowedOrigins: [SHOP] }) });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

async function ask(method: string, path: string, headers: Readonly<Record<string, string>>) {
  const { port } = new URL(service.url);
  const asked = request({ host: '127.0.0.1', port, method, path, headers }).end();
  const [answer]: readonly IncomingMessage[] = await once(asked, 'response');
  if (!answer) throw new Error('There is no answer.');
  const body = await text(answer);
  return { status: answer.statusCode, headers: answer.headers, body: body === '' ? {} : JSON.parse(body) };
}

const abandon = (headers: Readonly<Record<string, string>>) =>
  ask('POST', `/v1/planets/${planetId}/abandon`, headers);

describe('a web page of a stranger', () => {
  it.each([
    'https://evil.example',
    'null',
    'http://localhost:8080',
    'file://',
    'http://127.0.0.1.evil.example',
    '',
  ])('commands nothing: Origin %s', async (origin) => {
    const answer = await abandon({ origin });
    expect([answer.status, answer.body.code]).toEqual([403, 'origin-foreign']);
  });

  it('reads nothing: no answer allows its origin', async () => {
    const answer = await ask('GET', '/v1/planets/saturn', { origin: 'https://evil.example' });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await ask('OPTIONS', '/v1/planets', {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
    });
    expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '192.168.1.7',
    'a b',
    '[::1',
    'user@localhost',
  ])('reaches nothing although its name leads to this machine: Host %s', async (host) => {
    for (const method of ['GET', 'POST']) {
      const answer = await ask(method, '/v1/planets', { host });
      expect([answer.status, answer.body.code]).toEqual([421, 'host-unknown']);
    }
    expect((await ask('GET', '/docs', { host })).status).toBe(421);
  });
});

describe('a page of Waybill itself', () => {
  it.each([
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['oms.example', 'https://oms.example'],
    ['localhost:3000', 'https://oms.example'],
  ])('at Host %s may send requests from %s', async (host, origin) => {
    expect((await abandon({ host, origin })).status).toBe(200);
  });

  it('needs no Origin: a program sends none', async () => {
    expect((await abandon({})).status).toBe(200);
  });
});

describe('a page of an allowed origin', () => {
  it('may ask beforehand, command and read', async () => {
    const preflight = await ask('OPTIONS', '/v1/planets', {
      origin: SHOP,
      'access-control-request-method': 'POST',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
      vary: 'Origin',
    });
    const answer = await abandon({ origin: SHOP });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, SHOP]);
  });
});

describe('a service that listens on every address', () => {
  const hosts = new KnownHosts({ host: '0.0.0.0' });
  it('is known by its addresses and by no name', () => {
    expect(['10.0.0.7:3000', '[2001:db8::1]:3000', 'localhost'].map((host) => hosts.knows(host))).toEqual([
      true,
      true,
      true,
    ]);
    expect(hosts.knows('evil.example')).toBe(false);
  });
});

describe('a request that Node would answer itself', () => {
  async function exchange(head: string): Promise<string> {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    return text(socket);
  }

  it.each([
    ['without Host', 'GET /livez HTTP/1.1', 400, 'host-missing'],
    [
      'with an unknown Expect',
      'GET /livez HTTP/1.1\r\nHost: localhost\r\nExpect: coffee',
      417,
      'expectation-unsupported',
    ],
  ])('is answered with a problem: %s', async (_, head, status, code) => {
    const answer = await exchange(head);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
  });
});
