import { describe, expect, it } from '@jest/globals';
import { Recent } from './recent.js';

describe('what was used lately', () => {
  it('is kept, half of the capacity at least, and not more than all of it', () => {
    const recent = new Recent<number, string>(10);
    for (let key = 0; key < 100; key += 1) recent.set(key, `value ${key}`);
    const kept = Array.from({ length: 100 }, (_, key) => recent.get(key)).filter(Boolean);
    expect(kept).toContain('value 99');
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect(kept.length).toBeLessThanOrEqual(10);
  });

  it('stays while it is asked for', () => {
    const recent = new Recent<number, string>(4);
    recent.set(-1, 'hot');
    for (let key = 0; key < 100; key += 1) {
      recent.set(key, 'cold');
      expect(recent.get(-1)).toBe('hot');
    }
  });

  it('stays while it must, asked for or not', () => {
    const recent = new Recent<number, string>(4, (value) => value === 'busy');
    recent.set(-1, 'busy');
    for (let key = 0; key < 100; key += 1) recent.set(key, 'idle');
    expect(recent.get(-1)).toBe('busy');
  });
});
