import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeFolder } from './folder.js';

describe('A folder', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'waybill-folder-'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is made with its parents, and may be there already', () => {
    const folder = join(root, 'some', 'where', 'deep');
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it.each([
    ['there is a file', join(import.meta.filename, 'data'), /ENOTDIR.*mkdir/],
    ['the file system has no place for it', '/proc/none', /mkdir '\/proc/],
  ])('is not made where %s', (_, folder, reason) => {
    expect(() => makeFolder(folder)).toThrow(reason);
  });
});
