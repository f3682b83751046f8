import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { failpoint } from '@waybill/failpoints';
import type { CommitPlan, PlannedAppend } from './commit-plan.js';
import { MARK_EVERY } from './log-file.js';
import { checksum, damaged } from './row.js';
import type { Wal } from './wal.js';

/** Pages of 4 KiB in the WAL from which they are moved into the log proper. Few, since moving them holds the thread. */
const CHECKPOINT_PAGES = 1000;

/** Writes commit plans into the log, each in a transaction. Nothing else writes to the log. */
export class LogWriter {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #event: StatementSync;
  readonly #newStream: StatementSync;
  readonly #stream: StatementSync;
  readonly #mark: StatementSync;
  readonly #testWrite: StatementSync;
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
    this.#testWrite = database.prepare("UPDATE meta SET value = value + 1 WHERE key = 'probe'");
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

  write(plan: CommitPlan, after: number): void {
    let position = after;
    for (const append of plan.appends) {
      position = this.#insert(append, position, plan.recordedAt);
      failpoint('log.mid-batch');
    }
    for (const [name, { before, after: head }] of plan.heads) {
      if (!before) this.#newStream.run(head.id, name, head.revision, head.last);
      else if (this.#stream.run(head.revision, head.last, head.id, before.last).changes !== 1) {
        throw damaged(this.file, before.last, `the last event of ${name} should be there`);
      }
    }
  }

  /** Changes one small row, to find out whether the disk takes writes. */
  testWrite(): void {
    this.#testWrite.run();
  }

  /** When it returns, other connections see the transaction, and it outlives the process. */
  commit(): void {
    failpoint('log.before-commit');
    this.#commit.run();
  }

  /**
   * When it resolves, what was committed outlives the machine. After it rejects, nothing may be committed until
   * `rewriteUnsynced` has resolved.
   */
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

  /** Makes durable what the last `sync` failed to. */
  rewriteUnsynced(): Promise<void> {
    return this.wal.rewrite(this.#pages());
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

  #insert({ entries, texts, head }: PlannedAppend, after: number, recordedAt: number): number {
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
