import { ApiExtension, ApiHeader } from '@nestjs/swagger';

import { methodOf } from '../requests/declared.js';
import type { Shape } from '../requests/schema.js';

/** Where an operation of the OpenAPI document carries what the parameter decorators know, until it is written out. */
export const COMMAND = 'x-waybill-command';
export const PARAMS = 'x-waybill-params';

const named = new Map<string, Shape>();

/** Every request class that some controller takes, by its name in the document. */
export const describedShapes: ReadonlyMap<string, Shape> = named;

export function describeCommand(
  target: object,
  method: string | symbol,
  shape: Shape,
  { id }: { readonly id?: string },
): void {
  const descriptor = methodOf(target, method);
  ApiExtension(COMMAND, { shape: nameOf(shape), id })(target, method, descriptor);
  header('Idempotency-Key', 'Makes it safe to send the request again: 1 to 255 visible ASCII characters.');
  header('If-Match', 'Do it only at this revision: the ETag of an answer.');
  header('X-Correlation-Id', 'A UUID that everything which follows from the request will carry.');

  function header(name: string, description: string): void {
    ApiHeader({ name, description, required: false })(target, method, descriptor);
  }
}

export function describeParams(target: object, method: string | symbol, shape: Shape): void {
  ApiExtension(PARAMS, { shape: nameOf(shape) })(target, method, methodOf(target, method));
}

export function describeFreshness(target: object, method: string | symbol): void {
  const descriptor = methodOf(target, method);
  const token = 'Read not before this position: the Consistency-Token of an answer.';
  ApiHeader({ name: 'Consistency-Token', description: token, required: false })(target, method, descriptor);
  const wait = 'wait=<seconds>: how long to wait for that position; 2 by default, at most 10.';
  ApiHeader({ name: 'Prefer', description: wait, required: false })(target, method, descriptor);
}

/** The name of a shape in the document; two classes of one name are told apart by a number. */
function nameOf(shape: Shape): string {
  const { name } = shape.type;
  for (let index = 1; ; index += 1) {
    const candidate = index === 1 ? name : `${name}${index}`;
    const holder = named.get(candidate);
    if (holder && holder !== shape) continue;
    named.set(candidate, shape);
    return candidate;
  }
}
