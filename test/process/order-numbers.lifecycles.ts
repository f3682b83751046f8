import { NumberBlock, orders, ReferenceClaim } from './apps.js';
import { processOf } from './transitions.js';

/** Every block is claimed alike, so the second one shows all. */
export const numbersProcess = processOf({
  title: 'Block of order numbers',
  aggregate: NumberBlock,
  statusOf: () => 'counting',
  commandsFor: () => [new orders.ClaimNumbers({ channel: 'web' })],
  distinctBy: () => 'counting',
});

const reference = { channel: 'web', externalReference: 'A-1' };

export const referenceProcess = processOf({
  title: 'Reference of an order',
  aggregate: ReferenceClaim,
  statusOf: ({ orderId }) => (orderId === undefined ? 'none' : 'taken'),
  commandsFor: () => [
    new orders.ClaimReference({ ...reference, orderId: 'o-1' }),
    new orders.ClaimReference({ ...reference, orderId: 'o-2' }),
  ],
});
