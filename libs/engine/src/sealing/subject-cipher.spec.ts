import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SealBroken, SubjectCipher } from './subject-cipher.js';

const key = randomBytes(32);
const ada = new SubjectCipher('ada', key);
const sealed = (place: string, text: string, cipher = ada) => cipher.seal(place, text) ?? '';

describe('the cipher of a subject', () => {
  it('opens every text that it has sealed, at its place', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
        expect(ada.open(place, sealed(place, text))).toBe(text);
      }),
    ));

  it('seals the same text at the same place the same again, and nothing else', () => {
    const texts = ['', 'Ada', 'ada', 'Ada '];
    const all = texts.flatMap((text) => ['1', '2'].map((place) => sealed(place, text)));
    expect(new Set(all).size).toBe(all.length);
    expect(texts.flatMap((text) => ['1', '2'].map((place) => sealed(place, text)))).toEqual(all);
    // No nonce is used twice: the first 12 bytes are 16 characters of base64.
    expect(new Set(all.map((one) => one.slice(0, 16))).size).toBe(all.length);
  });

  it('opens nothing at another place, of another subject, or with another key', () => {
    const text = sealed('1', 'Ada Lovelace');
    expect(() => ada.open('2', text)).toThrow(SealBroken);
    expect(() => new SubjectCipher('bob', key).open('1', text)).toThrow(SealBroken);
    expect(() => new SubjectCipher('ada', randomBytes(32)).open('1', text)).toThrow(SealBroken);
  });

  it('notices every change', () => {
    const bytes = Buffer.from(sealed('1', 'Ada Lovelace'), 'base64');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => ada.open('1', changed.toString('base64'))).toThrow(SealBroken);
    }
    for (const short of ['', 'AAAA', bytes.subarray(0, 20).toString('base64')]) {
      expect(() => ada.open('1', short)).toThrow(SealBroken);
    }
  });

  it('seals and opens nothing once its key is destroyed', () => {
    const doomed = new SubjectCipher('ada', key);
    const text = sealed('1', 'Ada', doomed);
    expect([doomed.isDestroyed, doomed.open('1', text)]).toEqual([false, 'Ada']);
    doomed.destroy();
    expect([doomed.isDestroyed, doomed.open('1', text), doomed.seal('1', 'Ada')]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(new SubjectCipher('ada', undefined).isDestroyed).toBe(true);
  });
});
