import { pino, stdTimeFunctions, type Logger, type DestinationStream } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export const logLevels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** One JSON object per line. Written asynchronously, at most 100 ms late, and flushed when the process exits. */
export function logTo(level: LogLevel, destination: DestinationStream = standardOutput()): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino({ level, base: undefined, timestamp: stdTimeFunctions.isoTime, formatters }, destination);
}

function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 100 });
}
