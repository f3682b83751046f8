import { NumberBlock, orders, ReferenceClaim } from './apps.js';
import { processOf } from './transitions.js';

type Numbers = typeof NumberBlock.initial;

const stateOf = ({ next }: Numbers) => (next === NumberBlock.initial.next ? 'none' : 'counting');

/** Every block is claimed alike. */
export const numbersProcess = processOf({
  title: 'Block of order numbers',
  aggregate: NumberBlock,
  statusOf: stateOf,
  commandsFor: () => [new orders.ClaimNumbers({ channel: 'web' })],
  distinctBy: stateOf,
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
