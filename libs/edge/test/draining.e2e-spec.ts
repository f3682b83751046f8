import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { launch, type Launched } from './launch.js';
import { arrivals } from './planets.js';

const LATE = 'closed connections whose requests took too long';

/** Far above what draining needs, and far below the 65 s for which an idle connection is kept otherwise. */
const DRAINED_WITHIN_MS = 30_000;

let service: Launched;
let agent: Agent;

beforeEach(async () => {
  service = await launch({ drainMs: 2_000 });
  agent = new Agent({ keepAlive: true });
});
afterEach(async () => {
  agent.destroy();
  await service[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const request = get(`${service.url}${path}`, { agent, headers });
  const [message]: readonly IncomingMessage[] = await once(request, 'response');
  if (!message) throw new Error('There is no answer.');
  return { status: message.statusCode, headers: message.headers, body: JSON.parse(await text(message)) };
}

/** Closes the service; rejects when that takes as long as an idle connection lasts. */
function drained(): Promise<void> {
  const late = sleep(DRAINED_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error('The service still drains.');
  });
  return Promise.race([service.app.close(), late]);
}

describe('a service that drains', () => {
  it('answers 503 draining to a read that waits for its read model, and ends', async () => {
    const arrived = once(arrivals, 'waiting');
    const answer = ask('/v1/planets/saturn/awaited', { 'consistency-token': '99', prefer: 'wait=10' });
    await arrived;
    await drained();
    expect(await answer).toMatchObject({
      status: 503,
      headers: { connection: 'close', 'retry-after': '1' },
      body: { code: 'draining' },
    });
  }, 60_000);

  it('finishes a request in flight, says connection: close, and ends', async () => {
    const arrived = once(arrivals, 'held');
    const answer = ask('/v1/planets/saturn/held');
    const [release] = await arrived;
    const ended = drained();
    release();
    expect(await answer).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await ended;
  }, 60_000);

  it('says connection: close with every kind of answer', async () => {
    service.app.getHttpAdapter().beforeClose?.();
    const paths = ['/v1/planets/saturn', '/v1/planets', '/nowhere', '/v1/planets/%', '/livez', '/readyz'];
    for (const path of paths) {
      const { headers } = await ask(path);
      expect([path, headers.connection]).toEqual([path, 'close']);
    }
  });

  it('does not let a read wait that comes while it drains', async () => {
    service.app.getHttpAdapter().beforeClose?.();
    const { body } = await ask('/v1/planets/saturn', { 'consistency-token': '99', prefer: 'wait=10' });
    expect(body['freshness']).toEqual({ after: '99', waitMs: 0 });
  });

  it('closes connections that are idle or never sent a request', async () => {
    await ask('/livez');
    const silent = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await ask('/livez');
    const closed = once(silent, 'close');
    silent.on('error', () => undefined);
    await drained();
    await closed;
    expect(service.lines).not.toContainEqual(expect.objectContaining({ msg: LATE }));
  }, 60_000);

  it('breaks the connection of a request that does not end in time', async () => {
    const arrived = once(arrivals, 'held');
    const outcome = ask('/v1/planets/saturn/held').catch((error: unknown) => error);
    await arrived;
    await drained();
    expect(await outcome).toMatchObject({ code: 'ECONNRESET' });
    expect(service.lines).toContainEqual(expect.objectContaining({ level: 'warn', msg: LATE }));
  }, 60_000);
});
