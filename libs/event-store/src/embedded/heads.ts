/** Where a stream ends: its row, last revision, and that event's position. */
export interface Head {
  readonly id: number;
  readonly revision: number;
  readonly last: number;
}

/**
 * Keeps the heads of the streams used most recently, at most `capacity` of them; also that a stream has none. It keeps two
 * generations instead of a list in order of use: a head that was not used while the younger one filled up is dropped.
 */
export class Heads {
  #young = new Map<string, Head | null>();
  #old = new Map<string, Head | null>();

  constructor(private readonly capacity: number) {}

  /** The stream's head, undefined when it has no events; `look` is called only when it is not known. */
  find(stream: string, look: (stream: string) => Head | undefined): Head | undefined {
    const young = this.#young.get(stream);
    if (young !== undefined) return young ?? undefined;
    const known = this.#old.get(stream) ?? look(stream);
    this.set(stream, known);
    return known;
  }

  set(stream: string, head: Head | undefined): void {
    this.#young.set(stream, head ?? null);
    if (this.#young.size <= this.capacity / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
