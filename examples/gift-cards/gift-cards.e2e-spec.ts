import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEdge, undocumented } from '@waybill/edge';
import { context } from '@waybill/engine';
import { temporaryFolder } from '@waybill/testing';
import { Module } from '@nestjs/common';
import supertest from 'supertest';
import { GiftCardsController } from './api/gift-cards.controller.js';
import { GiftCards } from './gift-cards.context.js';

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}
/** Without its saga, whose queue the topology of the contracts does not have. */
@Module(context({ ...GiftCards, sagas: [] }, { controllers: [GiftCardsController] }))
class GiftCardsAlone {}

const giftCardId = '01930f70-2222-7000-8000-000000000001';
const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';

let app: Awaited<ReturnType<typeof createEdge>>;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  app = await createEdge(GiftCardsAlone);
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

describe('gift cards over HTTP', () => {
  it('are issued, and for who prefers to wait the answer is the card', async () => {
    const answer = await http
      .post('/v1/gift-cards')
      .set('prefer', 'wait=5')
      .send({ giftCardId, amount: 5000, currency: 'EUR' })
      .expect(201);
    expect(answer.headers['preference-applied']).toBe('wait=5');
    expect(answer.body).toMatchObject({ giftCardId, balance: { amount: 5000, currency: 'EUR' } });
  });

  it('are the same card, whatever the case of its id', async () => {
    const capitals = giftCardId.toUpperCase();
    const body = { giftCardId: capitals, amount: 5000, currency: 'EUR' };
    const again = await http.post('/v1/gift-cards').send(body).expect(201);
    expect(again.body).toEqual({ id: giftCardId, revision: 0 });
    const read = await http
      .get(`/v1/gift-cards/${capitals}`)
      .set('consistency-token', again.headers['consistency-token'] ?? '');
    expect(read.body.giftCardId).toBe(giftCardId);
  });

  it('are refused alike for the same key, though the card has come in between', async () => {
    const later = '01930f70-2222-7000-8000-000000000002';
    const redeem = () => http.post(`/v1/gift-cards/${later}/redeem`).send({ orderId, amount: 100 });
    const refused = await redeem().set('idempotency-key', 'early').expect(404);
    await http.post('/v1/gift-cards').send({ giftCardId: later, amount: 100, currency: 'EUR' }).expect(201);
    const again = await redeem().set('idempotency-key', 'early').expect(404);
    expect(again.body).toEqual(refused.body);
    await redeem().expect(200);
  });

  it('answer "nothing to do" alike for the same key, though the card has changed in between', async () => {
    const redeem = (amount: number, order = orderId) =>
      http.post(`/v1/gift-cards/${giftCardId}/redeem`).send({ orderId: order, amount });
    await redeem(100).expect(200);
    const nothing = await redeem(100).set('idempotency-key', 'nothing').expect(200);
    await redeem(200, '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e62').expect(200);
    const again = await redeem(100).set('idempotency-key', 'nothing').expect(200);
    expect(again.body).toEqual(nothing.body);
    expect(again.headers['etag']).toBe(nothing.headers['etag']);
  });

  it('say which revision a command met that came too late', async () => {
    const answer = await http
      .post(`/v1/gift-cards/${giftCardId}/redeem`)
      .send({ orderId, amount: 300 })
      .expect(409);
    expect(answer.body.details).toMatchObject({ status: 'issued', revision: 2 });
  });

  it('have no currency that nobody can pay with', async () => {
    for (const currency of ['eur', 'XXX', 'XAU']) {
      const { body } = await http.post('/v1/gift-cards').send({ amount: 1, currency }).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/currency', code: 'currency' })]);
    }
  });

  it('have a documentation of every read, with a schema and an example', async () => {
    const { body } = await http.get('/openapi.json').expect(200);
    expect(undocumented(body)).toEqual([]);
    const { responses } = body.paths['/v1/gift-cards'].post;
    const card = { $ref: '#/components/schemas/giftcards.GiftCardView' };
    for (const status of ['201', '202']) {
      expect(responses[status].content['application/json'].schema.anyOf).toContainEqual(card);
    }
  });

  it('have a page for every reason of a refusal', async () => {
    const { body } = await http.get('/problems/gift-card-short').expect(200);
    expect(body).toMatchObject({ status: 409, reasons: ['Only … … are left.'] });
  });
});
