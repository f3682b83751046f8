import { StoreDamaged, StoreUnavailable } from '../event-store.js';

/** SQLite's primary result codes that mean something to us (sqlite.org/rescode.html). */
export const BUSY = 5;
export const READONLY = 8;
export const CORRUPT = 11;
export const FULL = 13;
export const CANTOPEN = 14;
export const NOTADB = 26;

/** The primary result code of an error that SQLite reported; undefined for every other error. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** What a failed read of `file` means; nothing that was read is handed out. */
export function readFailure(error: unknown, file: string, place: string): Error {
  if (error instanceof StoreDamaged || error instanceof StoreUnavailable) return error;
  const code = resultCode(error);
  if (code === CORRUPT || code === NOTADB || isOutOfRange(error)) {
    return new StoreDamaged(`${file} is damaged at ${place}: ${text(error)}.`, { cause: error });
  }
  return new StoreUnavailable(`${file} cannot be read: ${text(error)}.`, { cause: error });
}

export function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An integer column that holds more than 2^53: nothing of ours ever wrote one. */
function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}
