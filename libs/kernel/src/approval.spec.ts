import { describe, expect, it } from '@jest/globals';
import { ensureOtherActor } from './approval.js';

const ada = { kind: 'user', id: 'ada' } as const;

describe('an approval', () => {
  it('needs another actor than the one who requested it', () => {
    expect(() => ensureOtherActor(ada, { ...ada })).toThrow('Another actor');
    expect(() => ensureOtherActor({ kind: 'user', id: 'bob' }, ada)).not.toThrow();
    expect(() => ensureOtherActor({ kind: 'api-key', id: 'ada' }, ada)).not.toThrow();
  });
});
