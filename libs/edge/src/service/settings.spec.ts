import { describe, expect, it } from '@jest/globals';

import { BadSetting } from './bad-setting.js';
import { settingsFrom } from './settings.js';

describe('settings', () => {
  it('let only this machine connect by default', () => {
    expect(settingsFrom({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      publicUrl: undefined,
      allowedOrigins: [],
      actorsFile: undefined,
    });
  });

  it('come from the environment', () => {
    const env = {
      HOST: '::',
      PORT: '0',
      LOG_LEVEL: 'debug',
      ACTORS_FILE: 'actors.json',
      PUBLIC_URL: 'https://oms.example/',
      ALLOWED_ORIGINS: 'https://shop.example, https://admin.example/',
    };
    expect(settingsFrom(env)).toEqual({
      host: '::',
      port: 0,
      logLevel: 'debug',
      publicUrl: new URL('https://oms.example'),
      allowedOrigins: ['https://shop.example', 'https://admin.example'],
      actorsFile: 'actors.json',
    });
    expect(settingsFrom({ ...env, LOG: 'off' }).logLevel).toBe('silent');
  });

  it('refuse to serve other machines without a file of actors', () => {
    for (const HOST of ['0.0.0.0', '::', '192.168.1.7', 'oms.example', '']) {
      expect(() => settingsFrom({ HOST })).toThrow(BadSetting);
    }
    for (const HOST of ['localhost', '127.0.0.1', '127.9.9.9', '::1']) {
      expect(settingsFrom({ HOST }).host).toBe(HOST);
    }
  });

  it.each([
    [{ PORT: 'http' }, 'PORT is "http"'],
    [{ PORT: '65536' }, 'PORT is "65536"'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ HOST: 'a b' }, 'HOST is "a b"'],
    [{ LOG: 'no' }, 'LOG is "no"'],
    [{ PUBLIC_URL: 'oms.example' }, 'PUBLIC_URL has "oms.example"'],
    [{ ALLOWED_ORIGINS: 'https://a.example,ftp://b.example' }, 'ALLOWED_ORIGINS has "ftp://b.example"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"'],
  ])('that cannot be used are named: %j', (env, message) => {
    expect(() => settingsFrom(env)).toThrow(BadSetting);
    expect(() => settingsFrom(env)).toThrow(message);
  });
});
