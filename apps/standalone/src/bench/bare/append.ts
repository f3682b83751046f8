import { newId } from '@waybill/kernel';
import { openEventStore } from '@waybill/event-store';
import { fastify } from 'fastify';
import { envelopeOf } from '../orders.js';
import { jobOf, say } from '../processes.js';
import { orderSchema, reservationSchema } from './body.js';

/** Fastify, a compiled schema, one append to the log: what a write costs at least. */
export interface BareAppend {
  readonly folder: string;
}

interface Body {
  readonly orderId?: string;
}

const { folder } = jobOf<BareAppend>();
const store = await openEventStore(`embedded:${folder}`);
const app = fastify();

app.post<{ Body: Body }>('/v1/orders', { schema: { body: orderSchema } }, async ({ body }, reply) => {
  const { orderId = newId() } = body;
  reply.code(201);
  return appended(`order-${orderId}`, orderId, { ...body, type: 'OrderPlaced' });
});

app.post<{ Body: Body }>(
  '/v1/reservations',
  { schema: { body: reservationSchema } },
  async ({ body }, reply) => {
    const reservationId = newId();
    reply.code(201);
    const event = { ...body, type: 'ReservationRequested', reservationId };
    return appended(`reservation-${reservationId}`, reservationId, event);
  },
);

const url = await app.listen({ port: 0, host: '127.0.0.1' });
say({ port: Number(new URL(url).port) });

async function appended(stream: string, id: string, data: { readonly type: string }): Promise<object> {
  const { meta } = envelopeOf(stream, 0, '');
  const event = { id: meta.commandId, type: data.type, version: 1, data, meta };
  const { revision } = await store.append(stream, [event], 'new');
  return { id, revision };
}
