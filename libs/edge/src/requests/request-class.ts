import { plainToInstance, type ClassConstructor } from 'class-transformer';

/** A class whose decorators define what a request may contain. */
export type RequestClass<T extends object = object> = ClassConstructor<T>;

/** An instance as class-transformer makes it. The class's constructor must accept undefined. */
export function instanceOf(type: RequestClass, fields: object): object {
  return plainToInstance(type, fields);
}

/** The class that `@Type()` declares, found by letting class-transformer apply it. */
export function nestedType(type: RequestClass, name: string, list: boolean): RequestClass {
  const instance = instanceOf(type, { [name]: list ? [{}] : {} });
  const value: unknown = Reflect.get(instance, name);
  const made: unknown = Array.isArray(value) ? value[0] : value;
  const found: unknown = made instanceof Object ? made.constructor : Object;
  if (!isRequestClass(found))
    throw new TypeError(`${type.name}.${name}: @ValidateNested() needs @Type(() => …) beside it.`);
  return found;
}

export function isRequestClass(type: unknown): type is RequestClass {
  return typeof type === 'function' && type !== Object && type !== String && type !== Array;
}
