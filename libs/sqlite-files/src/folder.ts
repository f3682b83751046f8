import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes a folder and its parents so that they survive a power cut. Throws what the file system says. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(resolve(folder));
  makeFolder(parent);
  try {
    // Not `recursive`, which never returns where the file system has no place for a new folder: below /proc.
    mkdirSync(folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    // Another process was faster.
  }
  syncFolder(parent);
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
