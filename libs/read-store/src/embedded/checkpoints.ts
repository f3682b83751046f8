import type { Progress } from '../documents.js';
import { StaleEpoch } from '../errors.js';
import type { Database } from './database.js';
import type { GroupCommit } from './group-commit.js';
import type { Prepared } from './statements.js';

interface Versioned {
  readonly name: string;
  readonly version: number;
}

type Row = [position: string, epoch: number | null];

/** How far each collection has come, and which epoch may move it on. */
export class Checkpoints {
  private readonly forReading: Prepared<Row>;
  private readonly forWriting: Prepared<Row>;
  private readonly update: Prepared<unknown>;

  constructor(
    private readonly database: Database,
    private readonly commits: GroupCommit,
  ) {
    const select = 'SELECT position, epoch FROM collections WHERE name = ? AND version = ?';
    this.forReading = database.toRead(select);
    this.forWriting = database.toWrite(select);
    this.update = database.toWrite(
      'UPDATE collections SET position = ?, epoch = ? WHERE name = ? AND version = ?',
    );
  }

  read({ name, version }: Versioned): Progress | undefined {
    const [position, epoch] = this.database.read(() => this.forReading.get(name, version)) ?? ['', null];
    return epoch === null ? undefined : { position, epoch };
  }

  /** Throws {@link StaleEpoch} when a newer epoch has claimed the collection. */
  async claim(collection: Versioned, epoch: number): Promise<Progress> {
    checkEpoch(epoch);
    return this.commits.write(0, () => {
      const progress = { position: this.check(collection, epoch), epoch };
      this.move(collection, progress);
      return progress;
    });
  }

  /** The position. Must be called in a transaction. Throws {@link StaleEpoch}. */
  check({ name, version }: Versioned, epoch: number): string {
    const row = this.forWriting.get(name, version);
    if (!row) throw new Error(`Version ${version} of ${name} has been dropped.`);
    const [position, claimedEpoch] = row;
    if (claimedEpoch !== null && claimedEpoch > epoch) throw new StaleEpoch(name, epoch, claimedEpoch);
    return position;
  }

  /** Must be called in the transaction in which the epoch was checked. */
  move({ name, version }: Versioned, { position, epoch }: Progress): void {
    this.update.run(position, epoch, name, version);
  }
}

export function checkEpoch(epoch: number): void {
  if (Number.isSafeInteger(epoch) && epoch >= 0) return;
  throw new RangeError(`An epoch is an integer, 0 or more, not ${epoch}.`);
}
