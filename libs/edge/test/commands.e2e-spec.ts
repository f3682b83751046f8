import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UUID } from '@waybill/kernel';
import supertest from 'supertest';

import { launch, type Launched } from './launch.js';
import { AbandonPlanet, DiscoverPlanet, dispatched, landings, RenamePlanet } from './planets.js';

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
      'x-correlation-id': correlationId,
      traceparent,
      'if-match': '"12"',
    });
    expect(last()?.meta).toMatchObject({
      actor: { kind: 'user', id: 'local' },
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
      'x-correlation-id': 'x',
      traceparent: 'x',
      'x-request-id': '{}',
    });
    expect(last()?.meta).toMatchObject({
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

describe('a UUID', () => {
  const capitals = planetId.toUpperCase();

  it('means the same in capitals: in the body, in the path, in a list and in a query', async () => {
    await http.post('/v1/planets').send({ planetId: capitals, name: 'Saturn', moons }).expect(201);
    expect(last()?.command).toMatchObject({ planetId });
    await http.post(`/v1/planets/${capitals}/rename`).send({ planetId, name: 'Kronos' }).expect(200);
    await http.post(`/v1/planets/${planetId}/rename`).send({ planetId: capitals, name: 'x' }).expect(200);
    expect(last()?.command).toEqual({ planetId, name: 'x' });
    await http
      .post(`/v1/planets/${planetId}/land`)
      .send({ crew: [capitals] })
      .expect(200);
    expect(landings.at(-1)).toEqual({ planetId, crew: [planetId] });
  });

  it('is read in capitals too', async () => {
    const { body } = await http.get(`/v1/planets/${capitals}`).expect(200);
    expect(body.planetId).toBe(planetId);
  });

  it('that is none stays as it is', async () => {
    const { body } = await http.get('/v1/planets/SATURN').expect(200);
    expect(body.planetId).toBe('SATURN');
  });
});

describe('a request whose body is optional', () => {
  it('may have an empty body of the type JSON', async () => {
    await http
      .post(`/v1/planets/${planetId}/abandon`)
      .set('content-type', 'application/json')
      .send('')
      .expect(200);
    const answer = await http
      .post('/v1/planets')
      .set('content-type', 'application/json')
      .send('')
      .expect(400);
    expect(answer.body.code).toBe('invalid-request');
  });
});
