import { compile, type Compiled } from './compiled.js';
import { isRequestClass } from './request-class.js';

/** The class that a controller's method declares for a parameter, compiled. Runs when the controller is defined. */
export function declaredClass(target: object, method: string | symbol | undefined, index: number): Compiled {
  if (method === undefined) throw new TypeError('A request class belongs to a parameter of a method.');
  const types: unknown = Reflect.getMetadata('design:paramtypes', target, method);
  const type: unknown = Array.isArray(types) ? types[index] : undefined;
  if (!isRequestClass(type)) {
    throw new TypeError(
      `${target.constructor.name}.${String(method)}: parameter ${index} must have a class as its type.`,
    );
  }
  return compile(type);
}

/** The method that a parameter belongs to, for decorators that are put on the method. */
export function methodOf(target: object, method: string | symbol): TypedPropertyDescriptor<unknown> {
  const descriptor = Object.getOwnPropertyDescriptor(target, method);
  if (!descriptor) throw new TypeError(`${target.constructor.name} has no method ${String(method)}.`);
  return descriptor;
}
