import { once } from 'node:events';

import { ReadStoreUnavailable } from '@waybill/read-store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';

import { launch, type Launched } from './launch.js';
import { arrivals, naming, type NamedPlanet } from './planets.js';

const planetId = '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';
const pending: NamedPlanet = { status: 'pending', revision: 0 };
const confirmed: NamedPlanet = { status: 'confirmed', revision: 4 };
const rejected: NamedPlanet = { status: 'rejected', reason: 'name_taken', revision: 2 };

let service: Launched;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  service = await launch();
  http = supertest(service.url);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const name = (prefer?: string) => {
  const request = http.post('/v1/planets/named');
  return (prefer === undefined ? request : request.set('prefer', prefer)).send({ planetId, name: 'Saturn' });
};

/** What each read finds, the last one for ever. */
function reads(...found: readonly (NamedPlanet | undefined)[]): void {
  const left = [...found];
  naming.read = () => (left.length > 1 ? left.shift() : left[0]);
}

describe('a command with Prefer: wait', () => {
  it.each([
    ['what was wanted', confirmed],
    ['why it was rejected', rejected],
  ])('is answered with its outcome as soon as it is known: %s', async (_, outcome) => {
    reads(undefined, pending, pending, outcome);
    const answer = await name('wait=5').expect(201);
    expect(answer.body).toEqual(outcome);
    expect(answer.headers).toMatchObject({
      'preference-applied': 'wait=5',
      'consistency-token': '0000000000000042',
      etag: `"${outcome.revision}"`,
      location: `/v1/planets/named/${planetId}`,
    });
  });

  it('is answered 202 with what is known when the time is over', async () => {
    reads(pending);
    const answer = await name('wait=0').expect(202);
    expect(answer.body).toEqual(pending);
    expect(answer.headers['location']).toBe(`/v1/planets/named/${planetId}`);
  });

  it('is answered 202 with its receipt when nothing can be read: the command was executed', async () => {
    naming.read = () => {
      throw new ReadStoreUnavailable('away');
    };
    const answer = await name('wait=0').expect(202);
    expect(answer.body).toEqual({ id: planetId, revision: 0 });
  });

  it('is answered 202 at once when the service drains', async () => {
    await using leaving = await launch();
    reads(pending);
    const arrived = once(arrivals, 'naming');
    const answer = supertest(leaving.url)
      .post('/v1/planets/named')
      .set('prefer', 'wait=10')
      .send({ planetId, name: 'Saturn' })
      .then((response) => response);
    await arrived;
    const startedMs = performance.now();
    leaving.app.getHttpAdapter().beforeClose?.();
    expect((await answer).status).toBe(202);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe('a command without Prefer: wait', () => {
  it('is answered with its receipt', async () => {
    reads(confirmed);
    const answer = await name().expect(201);
    expect(answer.body).toEqual({ id: planetId, revision: 0 });
    expect(answer.headers).not.toHaveProperty('preference-applied');
  });

  it('that is done later is answered 202', async () => {
    const answer = await http.post(`/v1/planets/${planetId}/blow-up`).expect(202);
    expect(answer.body).toEqual({ id: planetId, revision: 0 });
    expect(answer.headers['etag']).toBe('"0"');
  });
});
