import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ReadStoreUnavailable } from '../errors.js';
import { messageOf } from './failures.js';

/** Makes a folder and its parents so that they survive a power cut. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(resolve(folder));
  makeFolder(parent);
  try {
    // Not recursive: Node then tries for ever where a file system has no such folders, as in /proc.
    mkdirSync(folder);
    syncFolder(parent);
  } catch (error) {
    throw new ReadStoreUnavailable(`${folder} cannot be made: ${messageOf(error)}.`, { cause: error });
  }
}

/** Makes durable which files the folder lists, not what is in them. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
