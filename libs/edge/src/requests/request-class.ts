import { plainToInstance, type ClassConstructor } from 'class-transformer';

/** A class whose decorators say what a request must be. */
export type RequestClass<T extends object = object> = ClassConstructor<T>;

/** An instance as class-transformer makes it; the class's constructor must bear being given nothing. */
export function instanceOf(type: RequestClass, fields: object): object {
  return plainToInstance(type, fields);
}

/** What `@Type()` says, as class-transformer applies it. */
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
