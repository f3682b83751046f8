import { randomUUID } from 'node:crypto';
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
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_insufficient' });
    expect(await waybill.status(orderId)).toBe('on_hold');
    expect(await free()).toBe(before - 1);
    expect(await waybill.events(orderId)).toContain('inventory.ReservationExtended');
    const { status } = await waybill.post(`/payments/${orderId}/retry`, { method: 'tok_approve' });
    expect(status).toBe(200);
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it('P2 a final decline releases the stock and rejects the order', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_decline' });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({
      status: 'failed',
      rejection: { reason: 'declined' },
    });
    expect(await free()).toBe(before);
  });

  it('P2 the third decline is final', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_insufficient' });
    for (const _ of [2, 3]) {
      await waybill.post(`/payments/${orderId}/retry`, { method: 'tok_insufficient' });
      await waybill.settled();
    }
    expect(await waybill.status(orderId)).toBe('failed');
  });

  it('P3 an action that the customer completes lets the order go on', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_action' });
    expect(await waybill.events(orderId)).toContain('payments.PaymentActionRequired');
    expect(await waybill.status(orderId)).toBe('pending');
    await waybill.post(`/payments/${orderId}/complete-action`);
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it('P3 an action that is not completed in time ends the order and frees the stock', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_action' });
    await waybill.skip(31 * MINUTE);
    expect(await waybill.status(orderId)).toBe('expired');
    expect(await free()).toBe(before);
  });

  it('P4 an unknown outcome is asked for again by its key, and the order goes on', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_timeout' });
    expect(await waybill.events(orderId)).toContain('payments.PaymentOutcomeUnknown');
    expect(await waybill.status(orderId)).toBe('pending');
    await waybill.skip(10 * SECOND);
    expect(await waybill.status(orderId)).toBe('processing');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'authorised' });
  });

  it('P4 an outcome that stays unknown puts the order on hold for a person', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_unknown' });
    for (const wait of [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]) await waybill.skip(wait);
    expect(await waybill.events(orderId)).toContain('payments.PaymentOutcomeUnresolved');
    expect(await waybill.status(orderId)).toBe('on_hold');
  });

  it('P7 an authorisation that arrives after the cancellation is voided', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_timeout' });
    await waybill.post(`/orders/${orderId}/cancel`, { reason: 'customer' });
    await waybill.settled();
    await waybill.skip(10 * SECOND);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({
      status: 'cancelled',
      voided: { amount: 1000 },
    });
    expect(await free()).toBe(before);
  });

  it('P8 a capture that fails is tried again while the parcel waits', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_capture_fail' });
    await waybill.warehouse(orderId, 'pick', 'pack');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    expect(await waybill.events(orderId)).toContain('payments.CaptureFailed');
    expect((await waybill.post(`/shipments/${shipmentId}/dispatch`)).status).toBe(409);
    await waybill.skip(MINUTE);
    await waybill.skip(5 * MINUTE);
    expect(await waybill.events(orderId)).toContain('payments.PaymentCaptured');
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
  });

  it('P9 a capture that the bank refuses holds the order and waits for a person, who repeats it', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_capture_declined_once' });
    await waybill.warehouse(orderId, 'pick', 'pack');
    expect(await waybill.status(orderId)).toBe('on_hold');
    expect(await waybill.workItems(orderId)).toContain('capture_failed');
    const { captures } = await waybill.get(`/payments/${orderId}`);
    await waybill.expect(200, `/payments/${orderId}/captures/${captures[0].captureId}/retry`);
    expect(await waybill.status(orderId)).toBe('processing');
    expect(await waybill.workItems(orderId)).toEqual([]);
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
  });

  it('P9 or the customer pays with another payment', async () => {
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_capture_declined' });
    await waybill.warehouse(orderId, 'pick', 'pack');
    expect(await waybill.status(orderId)).toBe('on_hold');
    const paymentId = randomUUID();
    await waybill.expect(201, '/payments', { paymentId, method: 'tok_approve' });
    await waybill.expect(200, `/orders/${orderId}/pay`, { paymentId });
    expect(await waybill.get(`/payments/${paymentId}`)).toMatchObject({ status: 'captured', orderId });
    expect(await waybill.status(orderId)).toBe('processing');
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
  });

  it('P9 or the order ends after three days, and its goods go back', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 1 }, { method: 'tok_capture_declined' });
    await waybill.warehouse(orderId, 'pick', 'pack');
    await waybill.skip(73 * HOUR);
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({ lifecycle: 'cancelling' });
    const [{ fulfilmentOrderId }] = await waybill.fulfilmentsOf(orderId);
    await waybill.expect(200, `/fulfilment-orders/${fulfilmentOrderId}/cancel-answer`, { accept: true });
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await free()).toBe(before);
  });
});
