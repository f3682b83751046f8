import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { failpoint } from '@waybill/failpoints';
import type { Draft, Drafted } from './draft.js';
import { MARK_EVERY } from './log-file.js';
import { checksum, damaged } from './row.js';
import type { Wal } from './wal.js';

/** So many pages of 4 KiB the WAL gathers before they are moved into the log proper: few, for that holds the thread. */
const CHECKPOINT_PAGES = 1000;

/** Writes drafts into the log, one transaction each. The only one that does. */
export class LogWriter {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #event: StatementSync;
  readonly #newStream: StatementSync;
  readonly #stream: StatementSync;
  readonly #mark: StatementSync;
  readonly #probe: StatementSync;
  readonly #walSize: StatementSync;
  readonly #checkpoint: StatementSync;
  #checkpointAt = CHECKPOINT_PAGES;

  constructor(
    readonly database: DatabaseSync,
    readonly file: string,
    private readonly wal: Wal,
  ) {
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#event = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#newStream = database.prepare('INSERT INTO streams VALUES (?, ?, ?, ?)');
    this.#stream = database.prepare('UPDATE streams SET revision = ?, last = ? WHERE id = ? AND last = ?');
    this.#mark = database.prepare('INSERT INTO marks VALUES (?, ?, ?)');
    this.#probe = database.prepare("UPDATE meta SET value = value + 1 WHERE key = 'probe'");
    this.#walSize = database.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  }

  begin(): void {
    this.rollback();
    this.#begin.run();
  }

  rollback(): void {
    if (this.database.isTransaction) this.database.exec('ROLLBACK');
  }

  write(draft: Draft, after: number): void {
    let position = after;
    for (const drafted of draft.drafted) {
      position = this.#insert(drafted, position, draft.recordedAt);
      failpoint('log.mid-batch');
    }
    for (const [name, { before, after: head }] of draft.heads) {
      if (!before) this.#newStream.run(head.id, name, head.revision, head.last);
      else if (this.#stream.run(head.revision, head.last, head.id, before.last).changes !== 1) {
        throw damaged(this.file, before.last, `the last event of ${name} should be there`);
      }
    }
  }

  /** Writes next to nothing, to see whether that is possible. */
  probe(): void {
    this.#probe.run();
  }

  /** When it returns, other connections see the transaction, and it outlives the process. */
  commit(): void {
    failpoint('log.before-commit');
    this.#commit.run();
  }

  /** When it resolves, what was committed outlives the machine. After it rejects, nothing may be committed until `mend`. */
  async sync(): Promise<void> {
    failpoint('log.before-sync');
    try {
      await this.wal.sync();
    } catch (error) {
      this.wal.keep(this.#pages());
      throw error;
    }
    failpoint('log.after-commit');
  }

  /** Does what the last `sync` should have done. */
  mend(): Promise<void> {
    return this.wal.mend(this.#pages());
  }

  /** The id that the next new stream gets. */
  nextStream(): number {
    return Number(this.database.prepare('SELECT max(id) AS id FROM streams').get()?.['id'] ?? 0) + 1;
  }

  /**
   * Moves what the WAL holds into the log once it has grown large, so that the next commit writes over it from its start.
   * When the disk refuses, or another thread is still reading from the WAL, the next attempt comes when as much again has gathered.
   */
  checkpointWhenDue(): void {
    const pages = this.#pages();
    if (pages < this.#checkpointAt) return;
    this.#checkpointAt = pages + CHECKPOINT_PAGES;
    failpoint('log.during-checkpoint');
    const moved = this.#checkpoint.get()?.['checkpointed'];
    if (moved === pages) this.#checkpointAt = CHECKPOINT_PAGES;
  }

  #pages(): number {
    return Number(this.#walSize.get()?.['log']);
  }

  #insert({ entries, texts, head }: Drafted, after: number, recordedAt: number): number {
    let position = after;
    entries.forEach(({ event, previous }, index) => {
      const { id, type, version, stream, revision } = event;
      const data = texts[2 * index] ?? '';
      const meta = texts[2 * index + 1] ?? '';
      position += 1;
      const sum = checksum(position, stream, revision, previous, id, type, version, recordedAt, data, meta);
      this.#event.run(position, head.id, revision, previous, id, type, version, recordedAt, data, meta, sum);
      if (revision % MARK_EVERY === MARK_EVERY - 1) this.#mark.run(head.id, revision, position);
    });
    return position;
  }
}
