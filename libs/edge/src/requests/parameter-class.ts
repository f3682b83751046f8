import { compile, type Compiled } from './compile.js';
import { isRequestClass } from './request-class.js';

/** Compiles the class that a controller's method declares for a parameter. Runs when the controller is defined. */
export function compileParameterClass(
  target: object,
  method: string | symbol | undefined,
  index: number,
): Compiled {
  if (method === undefined) throw new TypeError('@Command() and @Params() decorate a parameter of a method.');
  const types: unknown = Reflect.getMetadata('design:paramtypes', target, method);
  const type: unknown = Array.isArray(types) ? types[index] : undefined;
  if (!isRequestClass(type)) {
    throw new TypeError(
      `${target.constructor.name}.${String(method)}: the type of parameter ${index} must be a class.`,
    );
  }
  return compile(type);
}

/** The descriptor of the method that a parameter belongs to, which method decorators need. */
export function methodDescriptorOf(
  target: object,
  method: string | symbol,
): TypedPropertyDescriptor<unknown> {
  const descriptor = Object.getOwnPropertyDescriptor(target, method);
  if (!descriptor) throw new TypeError(`${target.constructor.name} has no method ${String(method)}.`);
  return descriptor;
}
