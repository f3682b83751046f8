/** Deeper values are refused, and with them those that contain themselves. */
const DEPTH_MAX = 200;

export interface ExactJson {
  /** The path of the first value that JSON would change, and what is wrong with it, such as `data.total is NaN`. */
  readonly flaw: string | undefined;
  /** Whether the value differs from its parsed JSON in a harmless way: undefined members, instances of classes. */
  readonly isInexact: boolean;
}

/** Whether `JSON.parse(JSON.stringify(value))` equals the value, and if not, why. `name` begins the path. */
export function exactJson(value: unknown, name: string, allowsUndefinedMembers: boolean): ExactJson {
  const walk = new Walk(allowsUndefinedMembers);
  const flaw = walk.flawOf(value, DEPTH_MAX);
  return { flaw: flaw === undefined ? undefined : name + flaw, isInexact: walk.isInexact };
}

/**
 * Walks through a value once. It runs for every event, and therefore reads members with `for … in`, which allocates no
 * list of keys, and puts a path together only when there is a flaw.
 */
class Walk {
  isInexact = false;

  constructor(private readonly allowsUndefinedMembers: boolean) {}

  flawOf(value: unknown, depth: number): string | undefined {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return undefined;
      case 'number':
        if (Object.is(value, -0)) return ' is -0';
        return Number.isFinite(value) ? undefined : ` is ${value}`;
      case 'object':
        if (value === null) return undefined;
        if (depth === 0) return ` is nested deeper than ${DEPTH_MAX} levels`;
        return Array.isArray(value) ? this.#flawOfArray(value, depth) : this.#flawOfObject(value, depth);
      case 'undefined':
        return ' is undefined';
      case 'bigint':
      case 'function':
      case 'symbol':
        return ` is a ${typeof value}`;
    }
  }

  #flawOfArray(array: readonly unknown[], depth: number): string | undefined {
    for (let index = 0; index < array.length; index += 1) {
      const flaw = this.flawOf(array[index], depth - 1);
      if (flaw !== undefined) return `[${index}]${flaw}`;
    }
    return undefined;
  }

  #flawOfObject(object: object, depth: number): string | undefined {
    const members = object as Readonly<Record<string, unknown>>;
    if (typeof members['toJSON'] === 'function') return ` is ${nameOf(object)}, which JSON changes`;
    const isPlain = Object.getPrototypeOf(object) === Object.prototype;
    if (!isPlain) {
      if (!isRecord(object)) return ` is ${nameOf(object)}, which JSON changes`;
      this.isInexact = true;
    }
    for (const key in members) {
      const value = members[key];
      if (typeof value === 'string' || (!isPlain && !Object.hasOwn(members, key))) continue;
      if (value === undefined && this.allowsUndefinedMembers) {
        this.isInexact = true;
        continue;
      }
      const flaw = this.flawOf(value, depth - 1);
      if (flaw !== undefined) return `.${key}${flaw}`;
    }
    return undefined;
  }
}

/** An instance of a class of ours has only members; built-in objects hold what JSON does not see. */
function isRecord(object: object): boolean {
  return Object.prototype.toString.call(object) === '[object Object]';
}

function nameOf(object: object): string {
  return `a ${object.constructor?.name || 'object'}`;
}
