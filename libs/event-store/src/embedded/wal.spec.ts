import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../event-store.js';
import { openForWriting, walFile } from './log-file.js';
import { Wal } from './wal.js';

const root = mkdtempSync(join(tmpdir(), 'waybill-wal-'));

afterAll(() => rmSync(root, { recursive: true }));

describe('a WAL whose sync has failed', () => {
  let database: DatabaseSync;
  let wal: Wal;
  let pages: number;
  let written: Buffer;

  beforeEach(() => {
    const folder = mkdtempSync(join(root, 'log-'));
    database = openForWriting(join(folder, 'log.db'));
    wal = new Wal(walFile(folder));
    for (let n = 0; n < 50; n += 1)
      database.exec(`INSERT INTO streams VALUES (${n}, 'basket-${n}', 0, ${n})`);
    pages = Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);
    written = readFileSync(wal.file);
  });

  it('is written again, with what the kernel lost after it was kept', async () => {
    wal.keep(pages);
    writeFileSync(wal.file, lossIn(written, written.length - 1));
    await wal.rewrite(pages);
    expect(readFileSync(wal.file).equals(written)).toBe(true);
    close();
  });

  it('is written again also when it has started over since, and is longer than what it holds', async () => {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    database.exec(`INSERT INTO streams VALUES (50, 'basket-50', 0, 50)`);
    const again = Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);
    expect(again).toBeLessThan(pages);
    wal.keep(again);
    const before = readFileSync(wal.file);
    writeFileSync(wal.file, lossIn(before, 40));
    await wal.rewrite(again);
    expect(readFileSync(wal.file).equals(before)).toBe(true);
    close();
  });

  it.each([
    ['its header', 8],
    ['a page in its middle', 100_000],
    ['its last page', -1],
  ])('cannot be rewritten when %s was lost before it could be kept', async (_, place) => {
    const loss = lossIn(written, place);
    writeFileSync(wal.file, loss);
    wal.keep(pages);
    await expect(wal.rewrite(pages)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(wal.rewrite(pages)).rejects.toThrow(`${wal.file} has lost what was last written to it.`);
    expect(readFileSync(wal.file).equals(loss)).toBe(true);
    writeFileSync(wal.file, written);
    close();
  });

  function close(): void {
    wal[Symbol.dispose]();
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  }
});

/** The same bytes but one. */
function lossIn(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = (place + bytes.length) % bytes.length;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
