import { isNativeError } from 'node:util/types';
import { KeyStoreRefused, KeyStoreUnavailable } from '../key-store.js';

/** Primary result codes of SQLite (sqlite.org/rescode.html): BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL. */
const UNAVAILABLE: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14, 15]);
/** CORRUPT, NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** What an error means to whoever uses the file; errors of the program itself are returned unchanged. */
export function meaning(error: unknown, file: string): unknown {
  if (!isNativeError(error)) return error;
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  if ('syscall' in error || (code !== undefined && UNAVAILABLE.has(code))) {
    return new KeyStoreUnavailable(`${file} cannot be used: ${error.message}.`, { cause: error });
  }
  if (code === undefined || !DAMAGED.has(code)) return error;
  const cure = 'Restore it from a backup: without its keys, personal data in the log cannot be read.';
  return new KeyStoreRefused(`${file} is damaged: ${error.message}. ${cure}`, { cause: error });
}

export function text(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
