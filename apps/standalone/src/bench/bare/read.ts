import { openReadStore } from '@waybill/read-store';
import { fastify } from 'fastify';
import type { OrderDocument } from '../../../../orders/src/projections/order-document.js';
import { OrderView } from '../../../../orders/src/projections/order-view.projection.js';
import { lifeOf } from '../log/life.js';
import { envelopeOf, orderIdOf } from '../orders.js';
import { jobOf, say } from '../processes.js';

/** Fastify and one read of a document by its id: what a read costs at least. */
export interface BareRead {
  readonly folder: string;
  readonly documents: number;
}

/** Documents written at a time. */
const BATCH = 1_000;

const { folder, documents } = jobOf<BareRead>();
const reads = await openReadStore(`embedded:${folder}`);
const orders = await reads.collection({ ...OrderView, version: 1 });
for (let from = 0; from < documents; from += BATCH) {
  const numbers = Array.from({ length: Math.min(BATCH, documents - from) }, (_, index) => from + index);
  await orders.replace(numbers.map(confirmed));
}

const app = fastify();

app.get<{ Params: { readonly orderId: string } }>('/v1/orders/:orderId', async ({ params }, reply) => {
  const order = await orders.get(params.orderId);
  if (!order) return reply.code(404).send();
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(order));
});

const url = await app.listen({ port: 0, host: '127.0.0.1' });
say({ port: Number(new URL(url).port) });

/** The document of an order that has been placed and confirmed. */
function confirmed(index: number) {
  const id = orderIdOf(index);
  const fence = `${index}`.padStart(16, '0');
  const document = lifeOf(index)
    .slice(0, 2)
    .reduce<OrderDocument | undefined>(
      (view, fact, revision) => OrderView.apply(view, fact, envelopeOf(`order-${id}`, revision, fence), id),
      undefined,
    );
  return { id, document, fence, replaces: undefined };
}
