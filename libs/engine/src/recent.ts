/**
 * Keeps what was used lately: the last `capacity / 2` things at least, `capacity` at most. Two generations instead of a
 * list in order of use: what nobody asked for while the younger one filled up is forgotten, unless it must be kept.
 */
export class Recent<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();

  constructor(
    private readonly capacity: number,
    private readonly mustStay: (value: V) => boolean = () => false,
  ) {}

  get(key: K): V | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    this.young.set(key, value);
    if (this.young.size <= this.capacity / 2) return;
    const staying = [...this.old].filter(([, aged]) => this.mustStay(aged));
    this.old = this.young;
    this.young = new Map(staying);
  }
}
