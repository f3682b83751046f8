import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';

import { launch, type Launched, type TestActor } from './launch.js';
import { dispatched } from './planets.js';

const moons = [{ name: 'Titan', radius: 2575 }];
const ada: TestActor = { id: 'ada', roles: ['staff'], token: 'token-of-ada' };
const bob: TestActor = { id: 'bob', roles: ['staff', 'operator'], token: 'token-of-bob' };
const shop: TestActor = { id: 'shop', kind: 'api-key', roles: ['personal-data'], token: 'token-of-shop' };
const eve: TestActor = { id: 'eve', roles: ['customer'], customerId: 'c-eve', token: 'token-of-eve' };

let service: Launched;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  service = await launch({ actors: [ada, bob, shop, eve] });
  http = supertest(service.url);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const as = ({ token }: TestActor) => ({ authorization: `Bearer ${token}` });

describe('a service with a file of actors', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['no token', {}],
    ['an unknown token', { authorization: 'Bearer wrong' }],
    ['a token of another scheme', { authorization: `Basic ${ada.token}` }],
    ['two tokens', { authorization: `Bearer ${ada.token} ${ada.token}` }],
    ['the name of an actor', { 'x-actor': 'ada' }],
  ])('answers 401 to a request with %s', async (_, headers) => {
    for (const answer of [
      await http.get('/v1/planets/saturn').set(headers),
      await http.post('/v1/planets').set(headers).send({ name: 'Saturn', moons }),
      await http.get('/v1/nowhere').set(headers),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it.each(['/livez', '/readyz', '/problems', '/openapi.json', '/docs'])(
    'serves %s to everybody',
    async (path) => {
      await http.get(path).expect(200);
    },
  );

  it('writes the actor of the token into every event', async () => {
    await http.post('/v1/planets').set(as(ada)).send({ name: 'Saturn', moons }).expect(201);
    expect(dispatched.at(-1)?.meta.actor).toEqual({ kind: 'user', id: 'ada' });
  });

  it('answers 403 to an actor who has no role of the route, and names the roles', async () => {
    const answer = await http.post('/v1/planets').set(as(eve)).send({ name: 'Saturn', moons }).expect(403);
    expect(answer.body).toMatchObject({ code: 'forbidden', roles: ['staff'] });
    await http.get('/v1/planets/saturn/reviewed').set(as(ada)).expect(403);
    await http.get('/v1/planets/saturn/reviewed').set(as(bob)).expect(200);
  });

  it('answers 403 before it reads the body', async () => {
    await http.post('/v1/planets').set(as(eve)).set('content-type', 'application/json').send('{').expect(403);
  });

  it('shows a customer what is theirs, and nothing of what is not', async () => {
    await http.get('/v1/planets/c-eve/owned').set(as(eve)).expect(200);
    const foreign = await http.get('/v1/planets/c-mallory/owned').set(as(eve)).expect(404);
    expect(foreign.body.code).toBe('planet-unknown');
    await http.get('/v1/planets/c-mallory/owned').set(as(ada)).expect(200);
  });

  it('lets only the role personal-data read sealed fields in exports', async () => {
    const reads = async (actor: TestActor) =>
      (await http.get('/v1/planets/saturn/caller').set(as(actor)).expect(200)).body.mayReadPersonalData;
    expect(await reads(shop)).toBe(true);
    expect(await reads(bob)).toBe(false);
  });

  it('has idempotency keys that belong to their sender', async () => {
    const discover = (actor: TestActor, name: string) =>
      http.post('/v1/planets').set(as(actor)).set('idempotency-key', 'key-4').send({ name, moons });
    const first = await discover(ada, 'Saturn').expect(201);
    const second = await discover(bob, 'Mars').expect(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('erases personal data for the role personal-data only, with the reason and the actor', async () => {
    const path = '/v1/subjects/c-eve/erase';
    await http.post(path).set(as(bob)).send({ reason: 'asked to' }).expect(403);
    await http.post(path).set(as(shop)).send({}).expect(400);
    const answer = await http.post(path).set(as(shop)).send({ reason: 'asked to' }).expect(200);
    expect(answer.body).toEqual({ id: 'c-eve', revision: 0 });
    const { body } = await http.get('/v1/planets/saturn/erased').set(as(ada)).expect(200);
    expect(body.erased).toEqual([
      { subjectId: 'c-eve', reason: 'asked to', actor: { kind: 'api-key', id: 'shop' } },
    ]);
  });
});

describe('a changed file of actors', () => {
  const statusOf = async (url: string, actor: TestActor) =>
    (await supertest(url).get('/v1/planets/saturn').set(as(actor))).status;

  it('takes effect while the service runs, and a broken one does not', async () => {
    await using changing = await launch({ actors: [ada] });
    expect(await statusOf(changing.url, bob)).toBe(401);
    await changing.writeActors([bob]);
    while ((await statusOf(changing.url, bob)) !== 200) await sleep(100);
    expect(await statusOf(changing.url, ada)).toBe(401);
    await changing.writeActors([ada, { ...bob, roles: [] }]);
    while (!changing.lines.some(({ msg }) => msg === 'actors')) await sleep(100);
    expect(await statusOf(changing.url, bob)).toBe(200);
  }, 20_000);
});

describe('a service without a file of actors', () => {
  it('has one local actor with all roles, who reads no sealed fields', async () => {
    await using local = await launch();
    const request = supertest(local.url);
    const { body } = await request.get('/v1/planets/saturn/caller').expect(200);
    expect(body).toEqual({ actor: { kind: 'user', id: 'local' }, mayReadPersonalData: false, revision: 1 });
    await request.get('/v1/planets/saturn/reviewed').expect(200);
    await request.get('/v1/planets/c-mallory/owned').expect(200);
  });
});
