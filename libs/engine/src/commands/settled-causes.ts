/** The most causes per stream that are remembered. They matter only until the saga's checkpoint has moved past them. */
const CAUSES_MAX = 1_000;

/** Why a saga sends a command: `source` names saga, source stream and command; `revision` is the source event's. */
export interface Cause {
  readonly source: string;
  readonly revision: number;
}

/**
 * Sagas' commands that a stream has answered with "nothing to do". Such an answer leaves no event, so that a redelivered
 * command would be decided again and could undo what a person did in between. The stream's next event records them.
 */
export class SettledCauses {
  private readonly revisions = new Map<string, number>();
  private unrecorded = new Map<string, number>();

  has({ source, revision }: Cause): boolean {
    return revision <= (this.revisions.get(source) ?? -1);
  }

  /** What the stream's next event has to record; undefined for nothing. */
  get toRecord(): Readonly<Record<string, number>> | undefined {
    return this.unrecorded.size === 0 ? undefined : Object.fromEntries(this.unrecorded);
  }

  add({ source, revision }: Cause): void {
    this.unrecorded.set(source, revision);
    this.remember(source, revision);
  }

  /** Takes over what an event has recorded, of this process or of another one. */
  recorded(settled: Readonly<Record<string, number>> | undefined): void {
    if (settled === undefined) return;
    for (const [source, revision] of Object.entries(settled)) {
      this.remember(source, revision);
      if ((this.unrecorded.get(source) ?? Infinity) <= revision) this.unrecorded.delete(source);
    }
  }

  /** For a snapshot: the events before it are not read again. */
  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.revisions);
  }

  private remember(source: string, revision: number): void {
    const known = this.revisions.get(source) ?? -1;
    this.revisions.delete(source);
    this.revisions.set(source, Math.max(known, revision));
    const [oldest] = this.revisions.size > CAUSES_MAX ? this.revisions.keys() : [];
    if (oldest !== undefined) this.revisions.delete(oldest);
  }
}
