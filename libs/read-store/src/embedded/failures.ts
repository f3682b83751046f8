import { ReadStoreRefused, ReadStoreUnavailable } from '../errors.js';

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
export const SCHEMA = 17;
/** BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL. */
const UNAVAILABLE: ReadonlySet<number | undefined> = new Set([5, 6, 8, 10, 13, 14, 15]);
/** CORRUPT, NOTADB. */
const DAMAGED: ReadonlySet<number | undefined> = new Set([11, 26]);

/** What a failed use of a file means. An error that came neither from SQLite nor from the file system stays as it is. */
export function failureOf(error: unknown, file: string, remedy: string): unknown {
  const code = resultCode(error);
  if (UNAVAILABLE.has(code) || isOfFileSystem(error)) {
    return new ReadStoreUnavailable(`${file} cannot be used: ${messageOf(error)}.`, { cause: error });
  }
  if (!DAMAGED.has(code)) return error;
  return new ReadStoreRefused(`${file} is damaged: ${messageOf(error)}. ${remedy}`, { cause: error });
}

/** The primary result code is the low byte of the code that node:sqlite reports. Undefined for any other error. */
export function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Asks for a member: under jest, the errors of builtins belong to another realm, so that `instanceof` says no. */
function isOfFileSystem(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
