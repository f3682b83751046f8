/** Where a stream ends: its row, last revision, and that event's position. */
export interface Head {
  readonly id: number;
  readonly revision: number;
  readonly last: number;
}

/**
 * The heads of the streams used most recently, at most `capacity` of them. Two generations instead of a list in order
 * of use: what was not touched while the younger one filled up is forgotten.
 */
export class Heads {
  #young = new Map<string, Head>();
  #old = new Map<string, Head>();

  constructor(private readonly capacity: number) {}

  get(stream: string): Head | undefined {
    const young = this.#young.get(stream);
    if (young) return young;
    const old = this.#old.get(stream);
    if (old) this.set(stream, old);
    return old;
  }

  set(stream: string, head: Head): void {
    this.#young.set(stream, head);
    if (this.#young.size <= this.capacity / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
