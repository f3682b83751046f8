import { describe, expect, it } from '@jest/globals';
import { sentencesOf } from '@waybill/testing';
import { ClaimNumbers } from './number-block.saga-commands.js';
import { BLOCK_SIZE, firstOfBlock, NumberBlock, type NumbersClaimed } from './number-block.js';

const given = sentencesOf(NumberBlock);
const claim = new ClaimNumbers({ channel: 'web' });
const block = (revision: number): NumbersClaimed => ({
  type: 'NumbersClaimed',
  channel: 'web',
  first: firstOfBlock(revision),
  size: BLOCK_SIZE,
});

describe('A block of order numbers', () => {
  it('begins where the one before ends, as its revision says', () => {
    given().when(claim).then(block(0));
    given(block(0)).when(claim).then(block(1));
    given(block(0), block(1)).when(claim).then(block(2));
    expect(firstOfBlock(1) - firstOfBlock(0)).toBe(BLOCK_SIZE);
  });
});
