import { logLevels, type LogLevel } from '../logs/log.js';

/** How long requests in flight may take when the service drains. After that their connections are closed. */
export const drainMsDefault = 10_000;

/** How long shutting down may take in all. After that the process exits with 1; orchestrators kill it after 30 s. */
export const shutdownMsMax = 19_000;

/** How a service listens and logs. */
export interface Settings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
}

/** A setting that cannot be used. The message gives its name, its value, and the values that it can have. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/**
 * Reads the environment: `HOST` (default 127.0.0.1), `PORT` (3000), `LOG_LEVEL` (info), and `LOG=off`, which switches the
 * log off at any level. Throws a {@link BadSetting}.
 */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const { HOST: host = '127.0.0.1', PORT: port = '3000', LOG_LEVEL: level = 'info', LOG: log } = env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new BadSetting(`PORT is "${port}"; it must be a number from 0 to 65535.`);
  }
  if (!/^[A-Za-z0-9._:-]+$/.test(host))
    throw new BadSetting(`HOST is "${host}"; it must be a host name or an IP address.`);
  const logLevel = logLevels.find((known) => known === (log === 'off' ? 'silent' : level));
  if (!logLevel) throw new BadSetting(`LOG_LEVEL is "${level}"; it must be one of ${logLevels.join(', ')}.`);
  return { host, port: Number(port), logLevel };
}
