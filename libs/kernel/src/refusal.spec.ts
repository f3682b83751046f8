import { describe, expect, it } from '@jest/globals';
import { ensure, ensureKnown, ensureValid, Refusal } from './refusal.js';

const refused = (ask: () => void) => {
  try {
    ask();
  } catch (refusal) {
    return refusal;
  }
  return undefined;
};

describe('a refusal', () => {
  it('says what kind of no it is, a code, a reason and what it is about', () => {
    const refusal = refused(() => ensure(false, 'order-shipped', 'It is on its way.', { at: 'dawn' }));
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      kind: 'conflict',
      code: 'order-shipped',
      message: 'It is on its way.',
      details: { at: 'dawn' },
    });
    expect(refused(() => ensureValid(0, 'no-lines', 'Empty.'))).toMatchObject({ kind: 'invalid' });
  });

  it('of something unknown names it after the code', () => {
    expect(refused(() => ensureKnown(undefined, 'order-unknown'))).toMatchObject({
      kind: 'unknown',
      message: 'There is no such order.',
    });
    expect(refused(() => ensureKnown(undefined, 'fulfilment-order-unknown'))).toMatchObject({
      message: 'There is no such fulfilment order.',
    });
    expect(refused(() => ensureKnown(undefined, 'order-unknown', 'Gone.'))).toMatchObject({
      message: 'Gone.',
    });
  });

  it('is not made while the condition holds', () => {
    ensure(true, 'a', 'a');
    ensureKnown('something', 'b');
    ensureValid(1, 'c', 'c');
  });
});
