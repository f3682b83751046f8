import { describe, expect, it } from '@jest/globals';
import { openEvent, openLazily } from './opened-event.js';

const stored = { type: 'Signed', tallyId: 't1', $sealed: { subject: 'ada', data: '…', erased: {} } };
const sealed = { subject: 'ada', data: '…', erased: { name: 'erased', city: 'erased' } };

describe('an event for a reader that shows what it reads', () => {
  const open = () => {
    let reads = 0;
    const opened = openLazily(stored, sealed, () => {
      reads += 1;
      return { name: 'Ada', city: 'London' };
    });
    return { ...opened, reads: () => reads };
  };

  it('is decrypted once, when the first personal field is read', () => {
    const { data, shown, reads } = open();
    expect([data.type, Reflect.get(data, 'tallyId'), reads(), shown()]).toEqual([
      'Signed',
      't1',
      0,
      undefined,
    ]);
    expect([Reflect.get(data, 'city'), Reflect.get(data, 'name')]).toEqual(['London', 'Ada']);
    expect([reads(), shown()]).toEqual([1, 'ada']);
  });

  it('is copied with everything that it shows', () => {
    const { data, shown } = open();
    expect({ ...data }).toEqual({ type: 'Signed', tallyId: 't1', name: 'Ada', city: 'London' });
    expect(shown()).toBe('ada');
  });

  it('shows as erased, once it is closed, what nobody has read before', () => {
    const { data, shown, close, reads } = open();
    close();
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      type: 'Signed',
      tallyId: 't1',
      name: 'erased',
      city: 'erased',
    });
    expect([shown(), reads()]).toEqual([undefined, 0]);
  });

  it('still shows, once it is closed, what was read before', () => {
    const { data, close } = open();
    expect(Reflect.get(data, 'name')).toBe('Ada');
    close();
    expect(Reflect.get(data, 'city')).toBe('London');
  });

  it('shows nobody when the key is destroyed', () => {
    const { data, shown } = openLazily(stored, sealed, () => undefined);
    expect([Reflect.get(data, 'name'), shown()]).toEqual(['erased', undefined]);
  });

  it('fails each time when it cannot be decrypted', () => {
    const { data } = openLazily(stored, sealed, () => {
      throw new Error('Changed.');
    });
    for (let nth = 0; nth < 2; nth += 1) expect(() => Reflect.get(data, 'name')).toThrow('Changed.');
  });

  it('is the event itself when it has no personal data', () => {
    const event = { type: 'Counted' };
    const { data, shown } = openEvent(event);
    expect(data).toBe(event);
    expect(shown()).toBeUndefined();
  });
});
