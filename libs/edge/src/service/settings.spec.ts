import { describe, expect, it } from '@jest/globals';

import { BadSetting, settingsFrom } from './settings.js';

describe('settings', () => {
  it('let only this machine connect by default', () => {
    expect(settingsFrom({})).toEqual({ host: '127.0.0.1', port: 3000, logLevel: 'info' });
  });

  it('come from the environment', () => {
    const env = { HOST: '::', PORT: '0', LOG_LEVEL: 'debug' };
    expect(settingsFrom(env)).toEqual({ host: '::', port: 0, logLevel: 'debug' });
    expect(settingsFrom({ ...env, LOG: 'off' }).logLevel).toBe('silent');
  });

  it.each([
    [{ PORT: 'http' }, 'PORT is "http"'],
    [{ PORT: '65536' }, 'PORT is "65536"'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ HOST: 'a b' }, 'HOST is "a b"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"'],
  ])('that cannot be used are named: %j', (env, message) => {
    expect(() => settingsFrom(env)).toThrow(BadSetting);
    expect(() => settingsFrom(env)).toThrow(message);
  });
});
