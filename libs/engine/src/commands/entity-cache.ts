import type { Entity } from './entity.js';

/**
 * The entities that were used last: `capacity / 2` at least, `capacity` at most. Two generations cost less than a list in
 * order of use: what nobody used while the younger one filled up is dropped, unless it is busy.
 */
export class EntityCache {
  private young = new Map<string, Entity>();
  private old = new Map<string, Entity>();

  constructor(private readonly capacity: number) {}

  get(stream: string): Entity | undefined {
    const young = this.young.get(stream);
    if (young) return young;
    const old = this.old.get(stream);
    if (old) {
      this.old.delete(stream);
      this.add(old);
    }
    return old;
  }

  *[Symbol.iterator](): Iterator<Entity> {
    yield* this.young.values();
    yield* this.old.values();
  }

  add(entity: Entity): void {
    this.young.set(entity.stream, entity);
    if (this.young.size <= this.capacity / 2) return;
    const dropped = this.old;
    this.old = this.young;
    this.young = new Map();
    for (const [stream, aged] of dropped) {
      if (aged.isBusy) this.young.set(stream, aged);
      else aged.decided.release();
    }
  }
}
