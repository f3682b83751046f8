import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WalFile } from './wal-file.js';

describe('The WAL of a database', () => {
  let folder: string;
  let database: DatabaseSync;
  let wal: WalFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-wal-'));
    database = new DatabaseSync(join(folder, 'numbers.db'));
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE numbers (n INTEGER)',
    );
    for (let n = 0; n < 10; n += 1) database.exec(`INSERT INTO numbers VALUES (${n})`);
    wal = new WalFile(join(folder, 'numbers.db-wal'));
  });
  afterEach(() => {
    wal.close();
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
    rmSync(folder, { recursive: true });
  });

  const pages = () => Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);

  it('is read and written again as it is', async () => {
    const before = readFileSync(wal.path);
    const bytes = wal.read(pages());
    expect(bytes?.equals(before)).toBe(true);
    writeFileSync(wal.path, Buffer.alloc(before.length));
    wal.write(bytes ?? Buffer.alloc(0));
    await wal.sync();
    expect(readFileSync(wal.path).equals(before)).toBe(true);
  });

  it('is read up to the pages that it holds, when it has started over and the file is longer', () => {
    database.exec('PRAGMA wal_checkpoint(PASSIVE); INSERT INTO numbers VALUES (10)');
    const bytes = wal.read(pages());
    expect(bytes?.length).toBeLessThan(readFileSync(wal.path).length);
    expect(wal.read(pages() + 1)).toBeUndefined();
  });

  it('has nothing to read when it holds no page', () => {
    expect(wal.read(0)?.length).toBe(0);
  });

  it.each([8, 5_000, -1])('cannot be read when the kernel has lost some of it: byte %i', (place) => {
    const before = readFileSync(wal.path);
    const lost = Buffer.from(before);
    const at = (place + lost.length) % lost.length;
    lost.writeUInt8(lost.readUInt8(at) ^ 1, at);
    writeFileSync(wal.path, lost);
    expect(wal.read(pages())).toBeUndefined();
    writeFileSync(wal.path, before);
  });
});
