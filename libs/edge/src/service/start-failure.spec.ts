import { describe, expect, it } from '@jest/globals';
import { StoreRefused, StoreUnavailable } from '@waybill/event-store';
import { BusUnavailable } from '@waybill/message-bus';
import { ReadStoreUnavailable } from '@waybill/read-store';

import { BadSetting } from './bad-setting.js';
import { startFailure } from './start-failure.js';

class ReadStoreRefused extends Error {
  override readonly name = 'ReadStoreRefused';
}

describe('the reason why a service cannot start', () => {
  it.each([
    StoreRefused,
    StoreUnavailable,
    ReadStoreRefused,
    ReadStoreUnavailable,
    BusUnavailable,
    BadSetting,
  ])('is the message of a %p, in one line', (type) => {
    expect(startFailure(new type('"x:" is not a URL.\n  Use embedded:.'))).toBe(
      '"x:" is not a URL. Use embedded:.',
    );
  });

  it('names what the operating system refuses', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, mkdir '/data'"), {
      code: 'EACCES',
      syscall: 'mkdir',
    });
    expect(startFailure(denied)).toBe("Waybill cannot start: EACCES: permission denied, mkdir '/data'.");
  });

  it('is the stack of any other error', () => {
    expect(startFailure(new TypeError('x is not a function'))).toContain('start-failure.spec.ts');
  });
});
