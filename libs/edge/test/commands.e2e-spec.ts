import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UUID } from '@waybill/kernel';
import supertest from 'supertest';

import { launch, type Launched } from './launch.js';
import { AbandonPlanet, DiscoverPlanet, dispatched, RenamePlanet } from './planets.js';

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

describe('a request becomes a command', () => {
  it('of its class, from the body', async () => {
    await http.post('/v1/planets').send({ planetId, name: 'Saturn', moons, note: null }).expect(201);
    expect(last()?.command).toBeInstanceOf(DiscoverPlanet);
    expect(last()?.command).toEqual({ planetId, name: 'Saturn', moons });
    expect(last()?.command).not.toHaveProperty('note');
  });

  it('from the body and the path', async () => {
    await http.post(`/v1/planets/${planetId}/rename`).send({ name: 'Kronos' }).expect(200);
    expect(last()?.command).toBeInstanceOf(RenamePlanet);
    expect(last()?.command).toEqual({ planetId, name: 'Kronos' });
  });

  it('from the path alone, without a body', async () => {
    await http.post(`/v1/planets/${planetId}/abandon`).expect(200);
    expect(last()?.command).toEqual({ planetId });
    expect(last()?.command).toBeInstanceOf(AbandonPlanet);
  });

  it('may repeat the path in the body, but not contradict it', async () => {
    const rename = http.post(`/v1/planets/${planetId}/rename`);
    await rename.send({ planetId, name: 'Kronos' }).expect(200);
    const answer = await http.post(`/v1/planets/${planetId}/rename`).send({ planetId: another, name: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      expect.objectContaining({ pointer: '/planetId', code: 'contradicts-path' }),
    ]);
  });

  it('with a new id when the sender leaves it out', async () => {
    const answer = await http.post('/v1/planets').send({ name: 'Saturn', moons }).expect(201);
    expect(answer.body.id).toMatch(UUID);
    expect(answer.headers['location']).toBe(`/v1/planets/${answer.body.id}`);
  });

  it('and the answer has its revision and a token to read it by', async () => {
    const answer = await http.post('/v1/planets').send({ planetId, name: 'Saturn', moons });
    expect(answer.body).toEqual({ id: planetId, revision: 0 });
    expect(answer.headers).toMatchObject({ etag: '"0"', 'consistency-token': '0000000000000042' });
  });
});

describe('a command knows its meta', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const abandon = (headers: Readonly<Record<string, string>>) =>
    http.post(`/v1/planets/${planetId}/abandon`).set(headers).expect(200);

  it('who asks, as part of what, and against which revision', async () => {
    const correlationId = 'F81D4FAE-7DEC-41D0-A765-00A0C91E6BF6';
    await abandon({
      'x-actor': 'ada@shop',
      'x-correlation-id': correlationId,
      traceparent,
      'if-match': '"12"',
    });
    expect(last()?.meta).toMatchObject({
      actor: { kind: 'user', id: 'ada@shop' },
      correlationId: correlationId.toLowerCase(),
      traceparent,
      ifRevision: 12,
    });
  });

  it('and causes itself', async () => {
    await abandon({});
    expect(last()?.meta.commandId).toMatch(UUID);
    expect(last()?.meta.causationId).toBe(last()?.meta.commandId);
    expect(last()?.meta.ifRevision).toBeUndefined();
  });

  it('takes what is not plain for absent', async () => {
    const answer = await abandon({
      'x-actor': 'a b',
      'x-correlation-id': 'x',
      traceparent: 'x',
      'x-request-id': '{}',
    });
    expect(last()?.meta).toMatchObject({
      actor: { id: 'anonymous' },
      correlationId: answer.headers['x-request-id'],
    });
    expect(last()?.meta.traceparent).toBeUndefined();
    expect(answer.headers['x-request-id']).toMatch(UUID);
  });

  it('has a new id even when the request was given one by its sender', async () => {
    const answer = await abandon({ 'x-request-id': 'mine-1' });
    expect(answer.headers['x-request-id']).toBe('mine-1');
    const first = last()?.meta.commandId;
    await abandon({ 'x-request-id': 'mine-1' });
    expect(last()?.meta.commandId).not.toBe(first);
  });
});

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

  it('belongs to its sender', async () => {
    const ada = await discover('key-4', { name: 'Saturn', moons }, { 'x-actor': 'ada' }).expect(201);
    const bob = await discover('key-4', { name: 'Mars', moons }, { 'x-actor': 'bob' }).expect(201);
    expect(bob.body.id).not.toBe(ada.body.id);
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
