import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';

interface Order {
  readonly status: string;
}
interface Shipment {
  readonly shipmentId: string;
  readonly status: string;
}
interface Page<T> {
  readonly data: readonly T[];
}

const shippingAddress = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/** Three orders: one is delivered, one finds nothing in stock, one is cancelled on its way through the warehouse. */
export class Story {
  private readonly sku = `TEA-${randomUUID().slice(0, 8)}`;

  constructor(
    private readonly client: Client,
    private readonly say: (line: string) => void,
  ) {}

  async receiveStock(): Promise<void> {
    this.say('\nTen tins of tea arrive at the warehouse.');
    await this.client.post(`/v1/stock/${this.sku}/main/receive`, { quantity: 10 });
  }

  async delivered(): Promise<string> {
    this.say(
      '\nAda orders two tins. They are reserved, paid for, picked, packed, labelled, sent and delivered.',
    );
    const orderId = await this.place(2);
    const path = await this.pick(orderId);
    await this.client.post(`${path}/pack`);
    await this.client.until<Shipment>(path, ({ status }) => status === 'ready');
    await this.client.post(`${path}/dispatch`);
    await this.scan(path, 'in_transit');
    await this.scan(path, 'delivered');
    await this.becomes(orderId, 'delivered');
    return orderId;
  }

  async outOfStock(): Promise<string> {
    this.say('\nGrace orders a hundred tins. There are not that many, and nothing is charged.');
    const orderId = await this.place(100);
    await this.becomes(orderId, 'failed');
    return orderId;
  }

  async cancelled(): Promise<string> {
    this.say('\nAlan orders three tins and changes his mind when they have just been picked.');
    const orderId = await this.place(3);
    await this.pick(orderId);
    await this.client.post(`/v1/orders/${orderId}/cancel`, { reason: 'customer' });
    await this.becomes(orderId, 'cancelled');
    return orderId;
  }

  /** The tins that can still be sold. */
  async stockLeft(): Promise<number> {
    const level = await this.client.until<{ readonly available: number; readonly onHand: number }>(
      `/v1/stock/${this.sku}`,
      ({ available }) => available === 8,
    );
    return level.available;
  }

  private async place(quantity: number): Promise<string> {
    const { id } = await this.client.post('/v1/orders', {
      customerId: 'demo',
      currency: 'EUR',
      lines: [{ sku: this.sku, quantity, unitPrice: 1250 }],
      shipping: 490,
      shippingAddress,
      paymentMethod: 'tok_approve',
    });
    return id;
  }

  /** Picks what an order's shipment holds; returns the shipment's path. */
  private async pick(orderId: string): Promise<string> {
    const { data } = await this.client.until<Page<Shipment>>(
      `/v1/shipments?orderId=${orderId}`,
      ({ data: [shipment] }) => shipment?.status === 'released',
    );
    const path = `/v1/shipments/${data[0]?.shipmentId}`;
    await this.client.post(`${path}/pick`);
    return path;
  }

  private async scan(path: string, status: string): Promise<void> {
    await this.client.post(`${path}/tracking`, { status, at: new Date().toISOString() }, 'PUT');
  }

  private async becomes(orderId: string, status: string): Promise<void> {
    await this.client.until<Order>(`/v1/orders/${orderId}`, (order) => order.status === status);
  }
}
