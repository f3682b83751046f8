import { idFrom, type Envelope } from '@waybill/kernel';
import type { PlaceOrder } from '../../../orders/src/domain/order.commands.js';

/** How many SKUs orders are spread over, and where they are. */
export const SKUS = 1_000;
export const LOCATION = 'main';

export function skuOf(index: number): string {
  return `SKU-${String(index % SKUS).padStart(4, '0')}`;
}

/** The id of the bench's n-th order; in order, as ids are that carry their time. */
export function orderIdOf(index: number): string {
  return `01930f6e-7a10-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** The n-th order: one or two lines, a thousand customers. */
export function orderOf(index: number): Omit<PlaceOrder, 'number'> {
  const sku = index * 7;
  const lines = [{ sku: skuOf(sku), quantity: 1, unitPrice: 1_250 }];
  if (index % 2 === 1) lines.push({ sku: skuOf(sku + 13), quantity: 2, unitPrice: 899 });
  return {
    orderId: orderIdOf(index),
    customerId: `customer-${index % 1_000}`,
    contact: { email: 'ada@example.com' },
    currency: 'EUR',
    lines,
    shipping: { method: 'standard', price: 570 },
    shippingAddress: {
      name: 'Ada Lovelace',
      lines: ['12 St James Square'],
      city: 'London',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
    },
  };
}

/** The payment of the n-th order. It has the order's id. */
export function paymentOf(index: number) {
  return { paymentId: orderIdOf(index), method: 'tok_approve' };
}

/** An event as the log would hold it, around a event. */
export function envelopeOf(stream: string, revision: number, position: string): Envelope {
  const id = idFrom(stream, 'bench', revision);
  const now = new Date().toISOString();
  const actor = { kind: 'user', id: 'bench' } as const;
  const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt: now };
  return { id, stream, revision, position, recordedAt: now, meta };
}
