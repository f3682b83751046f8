import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';

interface Order {
  readonly status: string;
}
interface Fulfilment {
  readonly fulfilmentOrderId: string;
  readonly status: string;
  readonly location: string;
}
interface Shipment {
  readonly shipmentId: string;
  readonly status: string;
}
interface Payment {
  readonly captures: readonly { readonly captureId: string; readonly status: string }[];
}
interface Page<T> {
  readonly data: readonly T[];
}

const london = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const springfield = {
  name: 'Grace Hopper',
  company: 'Compilers Inc.',
  lines: ['742 Evergreen Terrace', 'Apt 4'],
  city: 'Springfield',
  region: 'IL',
  postalCode: '62704',
  country: 'US',
  phone: '+12175550123',
};

/** Six orders, each with another fate. The tea is in two warehouses. */
export class Story {
  private readonly sku = `TEA-${randomUUID().slice(0, 8)}`;
  private readonly north = `north-${randomUUID().slice(0, 8)}`;

  constructor(
    private readonly client: Client,
    private readonly say: (line: string) => void,
  ) {}

  async receiveStock(): Promise<void> {
    this.say('\nTwelve tins of tea arrive at the main warehouse, and six at another one in the north.');
    await this.client.post('/v1/locations', {
      location: this.north,
      type: 'warehouse',
      name: 'The north',
      address: { lines: ['1 Dock Street'], city: 'Leeds', postalCode: 'LS1 4DY', country: 'GB' },
    });
    await this.client.post(`/v1/stock/${this.sku}/main/receive`, { quantity: 12 });
    await this.client.post(`/v1/stock/${this.sku}/${this.north}/receive`, { quantity: 6 });
  }

  async delivered(): Promise<string> {
    this.say(
      '\nGrace orders two tins to Illinois. They are reserved, paid for, picked, packed, sent and delivered.',
    );
    const tax = { name: 'sales tax', rate: 625 };
    const orderId = await this.place(2, { shippingAddress: springfield, taxes: [tax] });
    const shipment = await this.send(orderId);
    await this.scan(shipment, 'in_transit');
    await this.scan(shipment, 'delivered');
    await this.becomes(orderId, 'delivered');
    return orderId;
  }

  async split(): Promise<string> {
    this.say(
      '\nAda orders twelve: more than one warehouse has. Two parcels leave, and each is paid for when it is ready.',
    );
    const orderId = await this.place(12);
    await this.send(orderId, 2);
    await this.becomes(orderId, 'shipped');
    return orderId;
  }

  async captureRepeated(): Promise<string> {
    this.say(
      '\nAlan orders one. The bank refuses to pay when it is packed; a person tries again, and the parcel leaves.',
    );
    const orderId = await this.place(1, { method: 'tok_capture_declined_once' });
    await this.pack(orderId);
    await this.becomes(orderId, 'on_hold');
    const { captures } = await this.client.get<Payment>(`/v1/payments/${orderId}`);
    await this.client.post(`/v1/payments/${orderId}/captures/${captures[0]?.captureId}/retry`);
    await this.dispatch(orderId);
    await this.becomes(orderId, 'shipped');
    return orderId;
  }

  async shortfall(): Promise<string> {
    this.say(
      '\nEmmy orders the last three. A count finds one tin less on the shelf: she gets two and pays for two.',
    );
    const orderId = await this.place(3);
    const [fulfilment] = await this.released(orderId, 1);
    await this.client.post(`/v1/stock/${this.sku}/${fulfilment?.location}/count`, { counted: 2 });
    await this.client.until<{ readonly lines: readonly { readonly cancelled: number }[] }>(
      `/v1/orders/${orderId}`,
      ({ lines }) => lines[0]?.cancelled === 1,
    );
    await this.send(orderId);
    await this.becomes(orderId, 'shipped');
    return orderId;
  }

  async outOfStock(): Promise<string> {
    this.say('\nKurt orders a hundred tins. There are not that many, and nothing is charged.');
    const orderId = await this.place(100);
    await this.becomes(orderId, 'failed');
    return orderId;
  }

  async cancelled(): Promise<string> {
    this.say(
      '\nTwo more tins arrive. Mary orders them and changes her mind when they are picked: the warehouse stops them.',
    );
    await this.client.post(`/v1/stock/${this.sku}/main/receive`, { quantity: 2 });
    const orderId = await this.place(2);
    const [fulfilment] = await this.released(orderId, 1);
    const path = `/v1/fulfilment-orders/${fulfilment?.fulfilmentOrderId}`;
    await this.client.post(`${path}/pick`);
    await this.client.post(`/v1/orders/${orderId}/cancel`, { reason: 'customer' });
    await this.client.until<Fulfilment>(path, ({ status }) => status === 'cancel_requested');
    await this.client.post(`${path}/cancel-answer`, { accept: true });
    await this.becomes(orderId, 'cancelled');
    return orderId;
  }

  /** The tins that can still be sold. */
  async stockLeft(): Promise<number> {
    const { available } = await this.client.until<{ readonly available: number }>(
      `/v1/stock/${this.sku}`,
      (stock) => stock.available === 2,
    );
    return available;
  }

  private async place(
    quantity: number,
    {
      method = 'tok_approve',
      shippingAddress = london,
      taxes = [],
    }: {
      readonly method?: string;
      readonly shippingAddress?: object;
      readonly taxes?: readonly object[];
    } = {},
  ): Promise<string> {
    const orderId = randomUUID();
    await this.client.post('/v1/payments', { paymentId: orderId, method });
    const { id } = await this.client.post('/v1/orders', {
      orderId,
      customerId: 'demo',
      contact: { email: 'demo@example.com' },
      currency: 'EUR',
      lines: [{ sku: this.sku, title: 'Earl Grey', quantity, unitPrice: 1250, taxes }],
      shipping: { method: 'standard', price: 490 },
      shippingAddress,
    });
    return id;
  }

  /** The fulfilment orders of an order, once so many are released to their warehouses. */
  private async released(orderId: string, count: number): Promise<readonly Fulfilment[]> {
    const { data } = await this.client.until<Page<Fulfilment>>(
      `/v1/fulfilment-orders?orderId=${orderId}`,
      (page) => page.data.filter(({ status }) => status === 'released').length === count,
    );
    return data;
  }

  /** Picks and packs what an order's fulfilment orders hold, one parcel each. */
  private async pack(orderId: string, count = 1): Promise<void> {
    for (const { fulfilmentOrderId } of await this.released(orderId, count)) {
      await this.client.post(`/v1/fulfilment-orders/${fulfilmentOrderId}/pick`);
      await this.client.post(`/v1/fulfilment-orders/${fulfilmentOrderId}/pack`);
    }
  }

  /** Hands the parcels over as soon as they may leave; returns the path of the first one. */
  private async dispatch(orderId: string, count = 1): Promise<string> {
    const { data } = await this.client.until<Page<Shipment>>(
      `/v1/shipments?orderId=${orderId}`,
      (page) => page.data.filter(({ status }) => status === 'ready_to_ship').length === count,
    );
    for (const { shipmentId } of data) await this.client.post(`/v1/shipments/${shipmentId}/dispatch`);
    return `/v1/shipments/${data[0]?.shipmentId}`;
  }

  private async send(orderId: string, count = 1): Promise<string> {
    await this.pack(orderId, count);
    return this.dispatch(orderId, count);
  }

  private async scan(path: string, status: string): Promise<void> {
    await this.client.post(`${path}/tracking`, { status, at: new Date().toISOString() }, 'PUT');
  }

  private async becomes(orderId: string, status: string): Promise<void> {
    await this.client.until<Order>(`/v1/orders/${orderId}`, (order) => order.status === status);
  }
}
