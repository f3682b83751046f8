/** What is printed when Waybill has started: what runs, who may call, where the data is, and what to try. */
export function welcome(
  url: string,
  contexts: readonly string[],
  stores: string,
  actorsFile: string | undefined,
): string {
  return `
Waybill runs ${contexts.join(', ')} at ${url}
  what it can do   ${url}/docs
  what it keeps    ${stores}
  who may call     ${actorsFile ? `the actors in ${actorsFile}` : 'every program on this machine, and no other machine'}
  to stop          Ctrl-C; nothing that was acknowledged is lost, however it stops

Try, in another terminal:
  curl -X POST ${url}/v1/stock/TEA/main/receive -H 'content-type: application/json' -d '{"quantity":10}'
  curl -X POST ${url}/v1/payments -H 'content-type: application/json' -d '${JSON.stringify(PAYMENT)}'
  curl -X POST ${url}/v1/orders -H 'content-type: application/json' -d '${JSON.stringify(ORDER)}'
  curl ${url}/v1/orders
`;
}

const PAYMENT = { paymentId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61', method: 'tok_approve' };

const ORDER = {
  customerId: 'ada',
  currency: 'EUR',
  lines: [{ sku: 'TEA', quantity: 2, unitPrice: 1250 }],
  shippingAddress: {
    name: 'Ada Lovelace',
    lines: ['12 St James Square'],
    city: 'London',
    postalCode: 'SW1Y 4JH',
    country: 'GB',
  },
  paymentId: PAYMENT.paymentId,
};
