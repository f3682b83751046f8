import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';

import { launch, type Launched } from './launch.js';

let service: Launched;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  service = await launch();
  http = supertest(service.url);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

describe('a read', () => {
  it('has its revision as its ETag', async () => {
    const answer = await http.get('/v1/planets/saturn').expect(200);
    expect(answer.headers).toMatchObject({ etag: '"7"', 'cache-control': 'private, no-cache' });
  });

  it.each(['"7"', 'W/"7"', '"6", "7"', '*'])('is not sent again to who has %s', async (tag) => {
    const answer = await http.get('/v1/planets/saturn').set('if-none-match', tag).expect(304);
    expect([answer.text, answer.headers['etag']]).toEqual(['', '"7"']);
  });

  it('is sent again to who has another revision', async () => {
    await http.get('/v1/planets/saturn').set('if-none-match', '"6"').expect(200);
  });

  it('is answered to HEAD without its body', async () => {
    const answer = await http.head('/v1/planets/saturn').expect(200);
    expect(answer.headers['etag']).toBe('"7"');
  });

  it.each([
    [{}, { waitMs: 0 }],
    [{ 'consistency-token': '42' }, { after: '42', waitMs: 2_000 }],
    [
      { 'consistency-token': '42', prefer: 'wait=5' },
      { after: '42', waitMs: 5_000 },
    ],
    [
      { 'consistency-token': '42', prefer: 'respond-async, wait=99' },
      { after: '42', waitMs: 10_000 },
    ],
    [
      { 'consistency-token': '42', prefer: 'wait=soon' },
      { after: '42', waitMs: 2_000 },
    ],
  ])('with %j is as fresh as %j', async (headers, freshness) => {
    const answer = await http.get('/v1/planets/saturn').set(headers);
    expect(answer.body.freshness).toEqual(freshness);
  });

  it.each(['42', '0000000000000042', '00000000000000000042', '18446744073709551615/18446744073709551615'])(
    'takes the token %s, which an event store can make',
    async (token) => {
      const answer = await http.get('/v1/planets/saturn').set('consistency-token', token).expect(200);
      expect(answer.body.freshness.after).toBe(token);
    },
  );

  it.each(['abc', 'a b', '-1', '1.5', '0x10', '1/2/3', '1/', '9'.repeat(21)])(
    'refuses the token %s, which no event store can make',
    async (token) => {
      const answer = await http.get('/v1/planets/saturn').set('consistency-token', token).expect(400);
      expect(answer.body.code).toBe('consistency-token-malformed');
    },
  );
});

describe('a read of JSON text', () => {
  it('sends the text as it is, with its revision as its ETag', async () => {
    const answer = await http.get('/v1/planets/saturn/stored').expect(200);
    expect(answer.text).toBe('{"planetId":"saturn",  "revision":7}');
    expect(answer.headers).toMatchObject({
      etag: '"7"',
      'cache-control': 'private, no-cache',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('is 304 for the same revision, and sent for another', async () => {
    const path = '/v1/planets/saturn/stored';
    const unchanged = await http.get(path).set('if-none-match', '"7"').expect(304);
    expect(unchanged.text).toBe('');
    await http.get(path).set('if-none-match', '"6"').expect(200);
  });

  it('has no ETag without a revision', async () => {
    const answer = await http.get('/v1/planets/saturn/unnumbered').expect(200);
    expect([answer.body, answer.headers['etag']]).toEqual([{ planetId: 'saturn' }, undefined]);
  });

  it('does not mistake a document with a text and a revision for one', async () => {
    const answer = await http.get('/v1/planets/saturn/remark').expect(200);
    expect(answer.body).toEqual({ text: 'Nice rings.', revision: 2 });
    expect(answer.headers['etag']).toBe('"2"');
  });
});

describe('a list', () => {
  it('has a page of 50, and leads to the next', async () => {
    const answer = await http.get('/v1/planets').expect(200);
    expect(answer.body).toEqual({ data: [{ limit: 50 }], next: 'more' });
    expect(answer.headers['link']).toBe('</v1/planets?cursor=more>; rel="next"');
  });

  it('keeps the query on the way to the next page, and ends', async () => {
    const first = await http.get('/v1/planets?kind=rock,gas&limit=3&moons=-2').expect(200);
    expect(first.body.data).toEqual([{ limit: 3, kind: ['rock', 'gas'], moons: -2 }]);
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers['link'] ?? '') ?? [];
    const second = await http.get(next).expect(200);
    expect(second.body).toEqual({ data: [{ limit: 3, kind: ['rock', 'gas'], moons: -2, cursor: 'more' }] });
    expect(second.headers['link']).toBeUndefined();
  });

  it('is never longer than 200', async () => {
    const answer = await http.get('/v1/planets?limit=100000').expect(200);
    expect(answer.body.data).toEqual([{ limit: 200 }]);
  });
});
