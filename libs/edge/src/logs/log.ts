import { pino, type DestinationStream, type Logger } from 'pino';

import { isoTime } from './iso-time.js';
import { StandardOutput } from './standard-output.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export const logLevels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** A logger, and the destination of its lines. */
export type Log = Logger & { readonly lines: DestinationStream };

let standardOutput: StandardOutput | undefined;

/** One JSON object per line. Written asynchronously, at most 100 ms late, and flushed when the process exits. */
export function logTo(
  level: LogLevel,
  lines: DestinationStream = (standardOutput ??= new StandardOutput()),
): Log {
  const formatters = { level: (label: string) => ({ level: label }) };
  const timestamp = () => `,"time":"${isoTime(Date.now())}"`;
  return Object.assign(pino({ level, base: null, timestamp, formatters }, lines), { lines });
}
