import { describe, expect, it } from '@jest/globals';
import { sealedOf, withoutSealed, type SealedEvent } from './sealed.js';

const open = { type: 'PersonRegistered', personId: 'p1' };
const $sealed = { subject: 'ada', data: 'AAAA', erased: { name: 'erased' } };
const sealed: SealedEvent = { ...open, $sealed };

describe('a sealed event', () => {
  it('says what is sealed in it', () => {
    expect(sealedOf(sealed)).toBe($sealed);
    expect(sealedOf(open)).toBeUndefined();
  });

  it('has everything but personal data without it', () => {
    expect(withoutSealed(sealed)).toEqual(open);
    expect(withoutSealed(open)).toBe(open);
  });
});
