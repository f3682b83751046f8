import { logLevels, type LogLevel } from '../logs/log.js';

/** How a service listens and logs. */
export interface Settings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
}

/** A setting that cannot be used; the message names it, what it was, and what it may be. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/** Reads `HOST` (127.0.0.1), `PORT` (3000), `LOG_LEVEL` (info) and `LOG=off`; throws a {@link BadSetting}. */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const { HOST: host = '127.0.0.1', PORT: port = '3000', LOG_LEVEL: level = 'info', LOG: log } = env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new BadSetting(`PORT is "${port}"; it takes a number from 0 to 65535.`);
  }
  if (!/^[A-Za-z0-9._:-]+$/.test(host))
    throw new BadSetting(`HOST is "${host}"; it takes a host name or an address.`);
  const logLevel = logLevels.find((known) => known === (log === 'off' ? 'silent' : level));
  if (!logLevel) throw new BadSetting(`LOG_LEVEL is "${level}"; it takes ${logLevels.join(', ')}.`);
  return { host, port: Number(port), logLevel };
}
