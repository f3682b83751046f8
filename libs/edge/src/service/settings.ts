import { logLevels, type LogLevel } from '../logs/log.js';
import { BadSetting } from './bad-setting.js';
import { isLoopback, type Reachability } from './known-hosts.js';

/** How long requests in flight may take when the service drains. After that their connections are closed. */
export const drainMsDefault = 10_000;

/** How long shutting down may take in all. After that the process exits with 1; orchestrators kill it after 30 s. */
export const shutdownMsMax = 19_000;

/** How a service listens, whom it serves, and how it logs. */
export interface Settings extends Reachability {
  /** 0: any free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** The file of the actors that may call; undefined: everybody on this machine may. */
  readonly actorsFile: string | undefined;
}

/**
 * Reads the environment: `HOST` (default 127.0.0.1), `PORT` (3000), `PUBLIC_URL`, `ALLOWED_ORIGINS`, `ACTORS_FILE`,
 * `LOG_LEVEL` (info), and `LOG=off`, which switches the log off at any level. Throws a {@link BadSetting}.
 */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const { HOST: host = '127.0.0.1', PORT: port = '3000', PUBLIC_URL: publicUrl, ACTORS_FILE: actors } = env;
  const { ALLOWED_ORIGINS: origins = '', LOG_LEVEL: level = 'info', LOG: log = 'on' } = env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new BadSetting(`PORT is "${port}"; it must be a number from 0 to 65535.`);
  }
  if (!/^[A-Za-z0-9._:-]+$/.test(host)) {
    throw new BadSetting(`HOST is "${host}"; it must be a host name or an IP address.`);
  }
  if (log !== 'on' && log !== 'off') throw new BadSetting(`LOG is "${log}"; it must be on or off.`);
  const logLevel = logLevels.find((known) => known === level);
  if (!logLevel) throw new BadSetting(`LOG_LEVEL is "${level}"; it must be one of ${logLevels.join(', ')}.`);
  const actorsFile = actors === '' ? undefined : actors;
  if (actorsFile === undefined && !isLoopback(host)) {
    throw new BadSetting(
      `HOST is "${host}", but without ACTORS_FILE only this machine is served; set ACTORS_FILE (npm run actors), or HOST to 127.0.0.1.`,
    );
  }
  return {
    host,
    port: Number(port),
    logLevel: log === 'off' ? 'silent' : logLevel,
    publicUrl: publicUrl ? urlIn('PUBLIC_URL', publicUrl) : undefined,
    allowedOrigins: origins
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== '')
      .map((origin) => urlIn('ALLOWED_ORIGINS', origin).origin),
    actorsFile,
  };
}

function urlIn(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new BadSetting(`${name} has "${text}"; it must be a URL, for example https://waybill.example.`);
}
