import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND, Waybill } from '../waybill.js';

describe('when the payment fails', () => {
  let waybill: Waybill;

  beforeAll(async () => {
    waybill = await Waybill.start();
    await waybill.receive('TEA', 1000);
  });
  afterAll(() => waybill.stop());

  const free = async () => (await waybill.stock('TEA')).available;

  it('P1 a retryable decline keeps the stock, holds the order and lets the customer try another method', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_insufficient' });
    expect(await waybill.status(orderId)).toBe('on_hold');
    expect(await free()).toBe(before - 1);
    expect(await waybill.events(orderId)).toContain('inventory.ReservationExtended');
    const { status } = await waybill.post(`/payments/${orderId}/retry`, { method: 'tok_approve' });
    expect(status).toBe(200);
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it('P2 a final decline releases the stock and rejects the order', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_decline' });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({ status: 'failed', reason: 'declined' });
    expect(await free()).toBe(before);
  });

  it('P2 the third decline is final', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_insufficient' });
    for (const _ of [2, 3]) {
      await waybill.post(`/payments/${orderId}/retry`, { method: 'tok_insufficient' });
      await waybill.settled();
    }
    expect(await waybill.status(orderId)).toBe('failed');
  });

  it('P3 an action that the customer completes lets the order go on', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_action' });
    expect(await waybill.events(orderId)).toContain('payments.PaymentActionRequired');
    expect(await waybill.status(orderId)).toBe('pending');
    await waybill.post(`/payments/${orderId}/complete-action`);
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it('P3 an action that is not completed in time ends the order and frees the stock', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_action' });
    await waybill.skip(31 * MINUTE);
    expect(await waybill.status(orderId)).toBe('expired');
    expect(await free()).toBe(before);
  });

  it('P4 an unknown outcome is asked for again by its key, and the order goes on', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_timeout' });
    expect(await waybill.events(orderId)).toContain('payments.PaymentOutcomeUnknown');
    expect(await waybill.status(orderId)).toBe('pending');
    await waybill.skip(10 * SECOND);
    expect(await waybill.status(orderId)).toBe('processing');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'authorised' });
  });

  it('P4 an outcome that stays unknown puts the order on hold for a person', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_unknown' });
    for (const wait of [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]) await waybill.skip(wait);
    expect(await waybill.events(orderId)).toContain('payments.PaymentOutcomeUnresolved');
    expect(await waybill.status(orderId)).toBe('on_hold');
  });

  it('P7 an authorisation that arrives after the cancellation is voided', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_timeout' });
    await waybill.post(`/orders/${orderId}/cancel`, { reason: 'customer' });
    await waybill.settled();
    await waybill.skip(10 * SECOND);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'voided' });
    expect(await free()).toBe(before);
  });

  it('P8 a capture that fails is tried again while the shipment waits', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { paymentMethod: 'tok_capture_fail' });
    await waybill.warehouse(orderId, 'pick', 'pack');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    expect(await waybill.events(orderId)).toContain('payments.CaptureFailed');
    expect((await waybill.post(`/shipments/${shipmentId}/dispatch`)).status).toBe(409);
    await waybill.skip(10 * SECOND);
    await waybill.skip(MINUTE);
    expect(await waybill.events(orderId)).toContain('payments.PaymentCaptured');
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
  });
});
