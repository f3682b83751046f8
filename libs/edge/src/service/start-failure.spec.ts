import { describe, expect, it } from '@jest/globals';
import { engineSettings } from '@waybill/engine';
import { openEventStore, StoreRefused, StoreUnavailable } from '@waybill/event-store';
import { BusRefused, BusUnavailable, openMessageBus } from '@waybill/message-bus';
import { openReadStore, openStateStore, ReadStoreRefused, ReadStoreUnavailable } from '@waybill/read-store';

import { BadSetting } from './bad-setting.js';
import { startFailure } from './start-failure.js';

describe('the reason why a service cannot start', () => {
  it.each([
    StoreRefused,
    StoreUnavailable,
    ReadStoreRefused,
    ReadStoreUnavailable,
    BusRefused,
    BusUnavailable,
    BadSetting,
  ])('is the message of a %p, in one line', (type) => {
    expect(startFailure(new type('"x:" is not a URL.\n  Use embedded:.'))).toBe(
      '"x:" is not a URL. Use embedded:.',
    );
  });

  it.each<[string, () => Promise<unknown>]>([
    ['EVENT_STORE_URL', () => openEventStore('kafka://x')],
    ['EVENT_STORE_URL in a folder that cannot be made', () => openEventStore('embedded:/proc/none')],
    ['READ_STORE_URL', () => openReadStore('nonsense')],
    ['READ_STORE_URL in a folder that cannot be made', () => openReadStore('embedded:/proc/none')],
    ['STATE_STORE_URL', () => openStateStore('foo:bar')],
    ['STATE_STORE_URL in a folder that cannot be made', () => openStateStore('embedded:/proc/none')],
    ['MESSAGE_BUS_URL', () => openMessageBus('amqp://x')],
    ['MESSAGE_BUS_URL in a folder that cannot be made', () => openMessageBus('embedded:/proc/none')],
    ['ROLES', async () => engineSettings({ ROLES: 'none' })],
    ['PROJECTIONS_IN', async () => engineSettings({ PROJECTIONS_IN: 'moon' })],
  ])('is one line for a wrong %s', async (_, start) => {
    const failure = await start().catch((error: unknown) => error);
    expect(startFailure(failure)).toMatch(/^[^\n]+$/);
    expect(startFailure(failure)).not.toMatch(/ at .*:\d+:\d+/);
    expect(failure).toBeInstanceOf(Error);
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
