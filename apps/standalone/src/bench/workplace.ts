import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where the data folders of the servers under test are: on the disk that is measured, never in memory. */
export class Workplace {
  private readonly root: string;

  constructor(
    folder: string,
    /** Where what is measured leaves a CPU profile when it ends, if it is to. */
    private readonly profiles?: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.root = mkdtempSync(join(folder, 'data-'));
    process.once('exit', () => this.clear());
  }

  get nodeOptions(): readonly string[] {
    return this.profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${this.profiles}`];
  }

  folder(): string {
    return mkdtempSync(join(this.root, 'run-'));
  }

  /** Deletes everything. */
  clear(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
