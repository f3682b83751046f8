import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@waybill/event-store';
import supertest from 'supertest';

import { launch, type Launched } from './launch.js';
import { arrivals, dispatched, landings, naming, weather } from './planets.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const planetId = '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';
const another = '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6c';
const moons = [{ name: 'Titan', radius: 2575 }];

let service: Launched;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  service = await launch();
  http = supertest(service.url);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const last = () => dispatched.at(-1);

describe('an Idempotency-Key', () => {
  const discover = (key: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    http
      .post('/v1/planets')
      .set({ 'idempotency-key': key, ...headers })
      .send(body);

  it('gives the same command and the same id to the same request', async () => {
    const first = await discover('key-1', { name: 'Saturn', moons }).expect(201);
    const { commandId } = last()?.meta ?? {};
    const second = await discover('"key-1"', {
      moons: [{ radius: 2575, name: 'Titan' }],
      name: 'Saturn',
    }).expect(201);
    expect(last()?.meta.commandId).toBe(commandId);
    expect(second.body).toEqual(first.body);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(second.headers['idempotent-replayed']).toBe('true');
  });

  it('is refused to another body, another path and another route', async () => {
    const abandon = (id: string) => http.post(`/v1/planets/${id}/abandon`).set('idempotency-key', 'key-2');
    await abandon(planetId).expect(200);
    await abandon(planetId).expect(200);
    const answers = [await abandon(another), await discover('key-2', { name: 'Saturn', moons })];
    await discover('key-3', { name: 'Saturn', moons }).expect(201);
    answers.push(await discover('key-3', { name: 'Mars', moons }));
    for (const { status, body } of answers)
      expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('is not claimed by a request that makes no sense', async () => {
    await discover('key-5', { name: '' }).expect(400);
    await discover('key-5', { name: 'Saturn', moons }).expect(201);
  });

  it('is claimed by one of two that come at once', async () => {
    const answers = await Promise.all(['Saturn', 'Mars'].map((name) => discover('key-6', { name, moons })));
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([201, 422]));
  });

  it('is remembered without its text, and from when', async () => {
    await discover('key-7-secret', { name: 'Saturn', moons }).expect(201);
    const { commandId, since } = last()?.meta ?? {};
    const [claim] = await service.store.read(`idempotency-${commandId}`);
    expect(claim).toMatchObject({
      type: 'IdempotencyKeyClaimed',
      position: since,
      data: { request: 'POST /v1/planets' },
    });
    expect(JSON.stringify(claim)).not.toContain('key-7-secret');
    await discover('key-7-secret', { name: 'Saturn', moons }).expect(201);
    expect(last()?.meta.since).toBe(since);
  });
});

describe('an answer that leaves no events', () => {
  const land = (key: string, body: object = {}, id = planetId) =>
    http.post(`/v1/planets/${id}/land`).set('idempotency-key', key).send(body);
  beforeEach(() => {
    weather.isStormy = false;
    landings.length = 0;
  });

  it('is given again to the same key, though the state has changed: a refusal', async () => {
    weather.isStormy = true;
    const refused = await land('refused').expect(409);
    weather.isStormy = false;
    const again = await land('refused').expect(409);
    expect(again.body).toEqual(refused.body);
    expect(again.headers['content-type']).toBe(refused.headers['content-type']);
    expect(again.headers['idempotent-replayed']).toBe('true');
    await land('another-key').expect(200);
    expect(landings).toHaveLength(2);
  });

  it('is given again to the same key, though the state has changed: nothing to do', async () => {
    const first = await land('nothing').expect(200);
    weather.isStormy = true;
    const again = await land('nothing').expect(200);
    expect(again.body).toEqual(first.body);
    for (const name of ['etag', 'consistency-token', 'content-type']) {
      expect([name, again.headers[name]]).toEqual([name, first.headers[name]]);
    }
  });

  it('is the same for the body with its keys in another order and its ids in capitals', async () => {
    const crew = [another];
    weather.isStormy = true;
    await land('order', { crew, planetId }).expect(409);
    weather.isStormy = false;
    await land(
      'order',
      { planetId: planetId.toUpperCase(), crew: [another.toUpperCase()] },
      planetId.toUpperCase(),
    ).expect(409);
    const other = await land('order', { crew: [planetId] }).expect(422);
    expect(other.body.code).toBe('idempotency-key-reused');
  });

  it('is kept for seven days, and then the request is decided again', async () => {
    weather.isStormy = true;
    await land('week').expect(409);
    weather.isStormy = false;
    service.clock.skip(7 * DAY_MS - 1);
    await land('week').expect(409);
    service.clock.skip(1);
    await land('week').expect(200);
    weather.isStormy = true;
    await land('week').expect(200);
  });

  it('is one for requests that come at once', async () => {
    weather.isStormy = true;
    const both = [land('at-once'), land('at-once')];
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status)).toEqual([409, 409]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(landings).toHaveLength(1);
  });

  it('does not wait for a client that has gone away', async () => {
    naming.read = () => undefined;
    const send = () => {
      const { port } = new URL(service.url);
      const headers = { 'idempotency-key': 'gone', prefer: 'wait=1', 'content-type': 'application/json' };
      const asked = request({ host: '127.0.0.1', port, method: 'POST', path: '/v1/planets/named', headers });
      return asked.end(JSON.stringify({ planetId, name: 'Saturn' }));
    };
    const arrived = once(arrivals, 'naming');
    const first = send();
    const answered = once(first, 'response');
    await arrived;
    const waiting = send();
    const gone = new Promise((closed) => waiting.once('close', closed));
    waiting.on('error', () => undefined);
    await sleep(100);
    waiting.destroy();
    await gone;
    await answered;
    const third = send();
    const [answer]: readonly IncomingMessage[] = await once(third, 'response');
    expect(answer?.statusCode).toBe(202);
    first.destroy();
    third.destroy();
  });

  it('is not sent when it cannot be stored', async () => {
    await using broken = await launch();
    const append = broken.store.append.bind(broken.store);
    broken.store.append = (stream, events, expected) =>
      expected === 'new'
        ? append(stream, events, expected)
        : Promise.reject(new StoreUnavailable('The disk is full.'));
    const request = () =>
      supertest(broken.url).post(`/v1/planets/${planetId}/land`).set('idempotency-key', 'full');
    weather.isStormy = true;
    const answer = await request().expect(503);
    expect(answer.body.code).toBe('store-unavailable');
    broken.store.append = append;
    await request().expect(409);
  });

  it('is not kept without a key, and never for a request that is not valid', async () => {
    weather.isStormy = true;
    await http.post(`/v1/planets/${planetId}/land`).expect(409);
    await land('invalid', { crew: 'x' }).expect(400);
    weather.isStormy = false;
    await http.post(`/v1/planets/${planetId}/land`).expect(200);
    await land('invalid').expect(200);
  });
});
