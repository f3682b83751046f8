import { aggregate, ensure, idFrom, type DomainEvent } from '@waybill/kernel';
import { ClaimReference } from './reference-claim.saga-commands.js';

export interface ReferenceClaimed extends DomainEvent {
  readonly type: 'ReferenceClaimed';
  readonly channel: string;
  readonly externalReference: string;
  readonly orderId: string;
}

/** That a channel uses a reference for one order only. */
export const ReferenceClaim = aggregate<{ readonly orderId?: string }, ReferenceClaimed>()({
  name: 'referenceclaim',
  initial: {},
  evolve: { ReferenceClaimed: (_, { orderId }) => ({ orderId }) },
  commands: { ClaimReference },
  idOf: ({ channel, externalReference }) => idFrom('reference', channel, externalReference),
  decide: {
    ClaimReference({ channel, externalReference, orderId }, claim) {
      if (claim.orderId === orderId) return [];
      ensure(
        claim.orderId === undefined,
        'reference-taken',
        'Another order of the channel has this reference.',
        {
          orderId: claim.orderId,
        },
      );
      return [{ type: 'ReferenceClaimed', channel, externalReference, orderId }];
    },
  },
});

/** The id of an order for which the client has only a reference: the same reference always gives the same order. */
export function orderIdOf(channel: string, externalReference: string): string {
  return idFrom('order', channel, externalReference);
}
