import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ReadStoreUnavailable } from '../errors.js';
import { openForReading, openForWriting } from './connections.js';
import { Wal } from './wal.js';

describe('a WAL that may not be on disk', () => {
  let folder: string;
  let writer: DatabaseSync;
  let reader: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wal-'));
    const file = join(folder, 'state.db');
    writer = openForWriting(file);
    writer.exec('CREATE TABLE numbers (n INTEGER)');
    for (let n = 0; n < 50; n += 1) insert(n);
    reader = openForReading(file);
  });

  afterEach(() => {
    expect(writer.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    reader.close();
    writer.close();
    rmSync(folder, { recursive: true });
  });

  const insert = (n: number) => writer.exec(`INSERT INTO numbers VALUES (${n})`);
  const inTransaction = (work: () => void) => {
    writer.exec('BEGIN IMMEDIATE');
    try {
      work();
    } finally {
      writer.exec('ROLLBACK');
    }
  };

  it('is written again as it is, and synced', async () => {
    const wal = new Wal(join(folder, 'state.db-wal'), reader);
    expect(wal.isSynced).toBe(false);
    const before = readFileSync(wal.file);
    await wal.repair(inTransaction);
    expect(wal.isSynced).toBe(true);
    expect(readFileSync(wal.file).equals(before)).toBe(true);
    wal.close();
  });

  it('is written again also when it has started over, and the file is longer than what it holds', async () => {
    writer.exec('PRAGMA wal_checkpoint(PASSIVE)');
    insert(50);
    const wal = new Wal(join(folder, 'state.db-wal'), reader);
    const before = readFileSync(wal.file);
    await wal.repair(inTransaction);
    expect(readFileSync(wal.file).equals(before)).toBe(true);
    wal.close();
  });

  it.each([
    ['its header', 8],
    ['a page in its middle', 100_000],
    ['its last page', -1],
  ])('is left alone when %s has been lost', async (_, place) => {
    const wal = new Wal(join(folder, 'state.db-wal'), reader);
    const written = readFileSync(wal.file);
    const lost = Buffer.from(written);
    const at = (place + lost.length) % lost.length;
    lost.writeUInt8(lost.readUInt8(at) ^ 1, at);
    writeFileSync(wal.file, lost);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(wal.repair(inTransaction)).rejects.toBeInstanceOf(ReadStoreUnavailable);
    }
    expect(wal.isSynced).toBe(false);
    expect(readFileSync(wal.file).equals(lost)).toBe(true);
    writeFileSync(wal.file, written);
    await wal.repair(inTransaction);
    wal.close();
  });
});
