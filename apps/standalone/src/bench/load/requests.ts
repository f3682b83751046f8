import { LOCATION, orderIdOf, orderOf, paymentOf, skuOf } from '../orders.js';

/** Which requests a round is made of. */
export type Requests =
  | { readonly kind: 'get'; readonly path: string }
  /** Orders from a number on, each placed once. */
  | { readonly kind: 'place-order'; readonly from: number }
  /** The payments of orders from a number on. */
  | { readonly kind: 'pay'; readonly from: number }
  /** For each order from a number on its payment, then the order. */
  | { readonly kind: 'pay-and-place'; readonly from: number }
  /** Any of the orders below a number. */
  | { readonly kind: 'get-order'; readonly below: number }
  /** So many pieces of each SKU. */
  | { readonly kind: 'receive'; readonly quantity: number }
  /** One piece of one SKU. */
  | { readonly kind: 'reserve'; readonly sku: string };

/** Bodies that are made beforehand; what differs between two requests with the same one is the id. */
const BODIES = 1_000;
const HEAD = 'HTTP/1.1\r\nhost: 127.0.0.1\r\n';

/** Makes the n-th request as it goes over the wire. */
export function wireOf(requests: Requests): (index: number) => string {
  switch (requests.kind) {
    case 'get':
      return () => get(requests.path);
    case 'get-order':
      return () => get(`/v1/orders/${orderIdOf(Math.floor(Math.random() * requests.below))}`);
    case 'place-order':
      return numbered('/v1/orders', orderOf, requests.from);
    case 'pay':
      return numbered('/v1/payments', paymentOf, requests.from);
    case 'pay-and-place': {
      const pay = numbered('/v1/payments', paymentOf, requests.from);
      const place = numbered('/v1/orders', orderOf, requests.from);
      return (index) => (index % 2 === 0 ? pay : place)(index >> 1);
    }
    case 'receive':
      return (index) =>
        post(`/v1/stock/${skuOf(index)}/${LOCATION}/receive`, { quantity: requests.quantity });
    case 'reserve': {
      const same = post('/v1/reservations', { lines: [{ sku: requests.sku, quantity: 1 }] });
      return () => same;
    }
  }
}

/** Posts the n-th body, counted from a number on. */
function numbered(path: string, bodyOf: (index: number) => object, from: number): (index: number) => string {
  const made = Array.from({ length: BODIES }, (_, index) => {
    const id = orderIdOf(index);
    const [before = '', after = ''] = post(path, bodyOf(index)).split(id);
    return { before, after };
  });
  return (index) => {
    const number = from + index;
    const body = made[number % BODIES];
    return `${body?.before}${orderIdOf(number)}${body?.after}`;
  };
}

function get(path: string): string {
  return `GET ${path} ${HEAD}\r\n`;
}

function post(path: string, body: object): string {
  const text = JSON.stringify(body);
  return `POST ${path} ${HEAD}content-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}
