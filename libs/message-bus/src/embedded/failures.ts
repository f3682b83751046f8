import { isNativeError } from 'node:util/types';
import { BusUnavailable } from '../message-bus.js';

/** Result codes of SQLite (sqlite.org/rescode.html): BUSY, LOCKED. */
const BUSY: ReadonlySet<number> = new Set([5, 6]);
/** READONLY, IOERR, FULL, CANTOPEN. */
const UNAVAILABLE: ReadonlySet<number> = new Set([8, 10, 13, 14]);
/** CORRUPT, NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** What an error means to whoever uses the bus in `file`; errors of the program itself are returned unchanged. */
export function meaning(error: unknown, file: string): unknown {
  if (isOfFileSystem(error)) return unavailable(`${file} cannot be used`, error);
  if (!isOfSqlite(error)) return error;
  const code = error.errcode & 0xff;
  if (BUSY.has(code)) return unavailable(`${file} is held by another process`, error);
  if (UNAVAILABLE.has(code)) return unavailable(`${file} cannot be used`, error);
  return DAMAGED.has(code) ? new Error(`${file} is damaged: ${error.message}.`, { cause: error }) : error;
}

export function text(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

function unavailable(what: string, cause: Error): BusUnavailable {
  return new BusUnavailable(`${what}: ${cause.message}.`, { cause });
}

/**
 * Asks for native errors, not for instances: under jest, the errors of builtins belong to another realm. The errors of
 * node:sqlite carry SQLite's result code; its low byte is the primary one.
 */
function isOfSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return isNativeError(error) && 'errcode' in error && typeof error.errcode === 'number';
}

function isOfFileSystem(error: unknown): error is Error {
  return isNativeError(error) && 'syscall' in error;
}
