import { aggregate, type DomainEvent } from '@waybill/kernel';
import { ClaimNumbers } from './number-block.saga-commands.js';

/** The first number of every channel. */
const FIRST = 1_001;

/** Numbers per block. It never changes: which numbers a block has follows from how many blocks there were before. */
export const BLOCK_SIZE = 100;

export interface NumbersClaimed extends DomainEvent {
  readonly type: 'NumbersClaimed';
  readonly channel: string;
  readonly first: number;
  readonly size: number;
}

/**
 * The order numbers of a channel. Each instance claims a block and hands its numbers out, so that no two orders of a
 * channel have the same number; an instance that ends leaves a gap.
 */
export const NumberBlock = aggregate<{ readonly next: number }, NumbersClaimed>()({
  name: 'numberblock',
  initial: { next: FIRST },
  evolve: { NumbersClaimed: (_, { first, size }) => ({ next: first + size }) },
  commands: { ClaimNumbers },
  idOf: ({ channel }) => channel,
  decide: {
    ClaimNumbers: ({ channel }, { next }) => [
      { type: 'NumbersClaimed', channel, first: next, size: BLOCK_SIZE },
    ],
  },
});

/** The first number of the block that a revision of the stream has claimed. */
export function firstOfBlock(revision: number): number {
  return FIRST + revision * BLOCK_SIZE;
}
