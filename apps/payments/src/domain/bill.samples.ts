import type { Named, Units } from '@waybill/kernel';
import type { BillEvent } from './bill.events.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const paymentId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e62';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const captureId = '1c9e7b3a-6f2d-5a8e-8b4c-7d6e5f4a3b2c';
const refundId = '01930f70-0000-7000-8000-000000000001';
const amount = { amount: 3070, currency: 'EUR' };
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: { amount: 1535, currency: 'EUR' } },
];
const capture = { shipmentId, units, amount, paymentId, captureId };

/** One recorded sample of every event that is stored. */
export const billSamples: { readonly [T in BillEvent['type']]: Named<BillEvent, T> } = {
  CaptureAssigned: { type: 'CaptureAssigned', orderId, ...capture },
  PaymentAdded: {
    type: 'PaymentAdded',
    orderId,
    paymentId: '01930f70-0000-7000-8000-000000000002',
    recalled: [capture],
  },
  ParcelCancelled: {
    type: 'ParcelCancelled',
    orderId,
    shipmentId,
    units,
    reason: 'order_cancelled',
    paymentId,
  },
  RefundAssigned: {
    type: 'RefundAssigned',
    orderId,
    refundId,
    reason: 'shipment_lost',
    refunds: [{ paymentId, captureId, refundId, units }],
  },
};
