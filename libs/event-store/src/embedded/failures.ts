import { isNativeError } from 'node:util/types';
import { OutcomeUnknown, StoreDamaged, StoreRefused, StoreUnavailable } from '../event-store.js';

/** SQLite's primary result codes that mean something to us (sqlite.org/rescode.html). */
export const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** A COMMIT that failed with one of these has written nothing that a restart could find. */
const NOTHING_WRITTEN: readonly (number | undefined)[] = [BUSY, READONLY, FULL, CANTOPEN];

/** The primary result code of an error that SQLite reported; undefined for every other error. */
export function resultCode(error: unknown): number | undefined {
  if (!isNativeError(error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** What a failed use of `file` at some place means, unless its commit was under way. */
export function failure(error: unknown, file: string, place: string): Error {
  if (error instanceof StoreDamaged || error instanceof StoreUnavailable || error instanceof StoreRefused)
    return error;
  const code = resultCode(error);
  const options = { cause: error };
  if (code === CORRUPT || code === NOTADB || isOutOfRange(error)) {
    return new StoreDamaged(`${file} is damaged at ${place}: ${text(error)}.`, options);
  }
  return new StoreUnavailable(`${file} cannot be used: ${text(error)}.`, options);
}

/** What a failed commit, or a failed sync of it, means. */
export function commitFailure(error: unknown, file: string): Error {
  if (NOTHING_WRITTEN.includes(resultCode(error))) return failure(error, file, 'what is written to');
  return new OutcomeUnknown(`It may have been written to ${file}, or not: ${text(error)}.`, {
    cause: error,
  });
}

export function text(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

/** An integer column that holds more than 2^53: nothing of ours ever wrote one. */
function isOutOfRange(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}
