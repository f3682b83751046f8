import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE, Waybill } from '../waybill.js';

describe('when there is not enough stock', () => {
  let waybill: Waybill;

  beforeAll(async () => {
    waybill = await Waybill.start();
  });
  afterAll(() => waybill.stop());

  it('S1 an order that is out of stock is rejected, and no payment is taken', async () => {
    await waybill.receive('CUP', 1);
    const orderId = await waybill.ordered({ CUP: 2 });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({
      status: 'failed',
      reason: 'out-of-stock',
    });
    expect(await waybill.events(orderId)).not.toContain('payments.PaymentAuthorised');
    expect(await waybill.stock('CUP')).toMatchObject({ available: 1 });
  });

  it('S1 a missing line frees the stock of the other lines', async () => {
    await waybill.receive('SPOON', 5);
    const orderId = await waybill.ordered({ SPOON: 1, 'NO-SUCH-THING': 1 });
    expect(await waybill.status(orderId)).toBe('failed');
    expect(await waybill.stock('SPOON')).toMatchObject({ available: 5 });
  });

  it('S2 an order that may be split goes on with the available lines, at their price', async () => {
    await waybill.receive('TEA', 3);
    const orderId = await waybill.ordered({ TEA: 5 }, { allowPartial: true, total: 5000 });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({
      status: 'processing',
      lines: [{ sku: 'TEA', quantity: 5, cancelled: 2 }],
      totals: { total: { amount: 3000 } },
    });
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({
      status: 'authorised',
      authorised: { amount: 3000 },
    });
  });

  it('S7 a reservation that expires unpaid ends its order', async () => {
    await waybill.receive('POT', 1);
    const orderId = await waybill.ordered({ POT: 1 }, { paymentMethod: 'tok_insufficient' });
    expect(await waybill.stock('POT')).toMatchObject({ available: 0 });
    await waybill.skip(46 * MINUTE);
    expect(await waybill.status(orderId)).toBe('expired');
    expect(await waybill.stock('POT')).toMatchObject({ available: 1 });
  });

  it('S8 an authorisation after the expiry of the reservation gets the stock again', async () => {
    await waybill.receive('JAR', 1);
    const orderId = await waybill.ordered({ JAR: 1 }, { paymentMethod: 'tok_timeout' });
    await waybill.skip(31 * MINUTE);
    expect(await waybill.events(orderId)).toContain('inventory.ReservationExpired');
    expect(await waybill.status(orderId)).toBe('processing');
    expect(await waybill.stock('JAR')).toMatchObject({ available: 0 });
  });

  it('S8 S9 or its money back when another order has taken the stock', async () => {
    await waybill.receive('LID', 1);
    const orderId = await waybill.ordered({ LID: 1 }, { paymentMethod: 'tok_unknown' });
    await waybill.skip(31 * MINUTE);
    expect(await waybill.events(orderId)).toContain('inventory.ReservationExpired');
    const faster = await waybill.ordered({ LID: 1 });
    expect(await waybill.status(faster)).toBe('processing');
    await waybill.post(`/orders/${orderId}/cancel`, { reason: 'customer' });
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await waybill.stock('LID')).toMatchObject({ available: 0, onHand: 1 });
  });

  it('the last unit goes to one of many', async () => {
    await waybill.receive('LAST', 1);
    const orders = await Promise.all(Array.from({ length: 10 }, () => waybill.placed({ LAST: 1 })));
    const statuses = await Promise.all(orders.map((orderId) => waybill.status(orderId)));
    expect(statuses.filter((status) => status === 'processing')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(9);
  });
});
