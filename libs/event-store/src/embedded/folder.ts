import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnavailable } from '../event-store.js';
import { text } from './failures.js';

/** Makes a folder, and its parents, so that they are still there after a power cut. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  makeFolder(parent);
  try {
    mkdirSync(folder);
    syncFolder(parent);
  } catch (error) {
    throw new StoreUnavailable(`${folder} cannot be made: ${text(error)}.`, { cause: error });
  }
}

/** Makes what the folder lists durable: which files there are, not what is in them. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
