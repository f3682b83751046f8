import { ApiAcceptedResponse, ApiExtension, ApiHeader } from '@nestjs/swagger';

import { methodDescriptorOf } from '../requests/parameter-class.js';
import type { Shape } from '../requests/shape.js';

/** Extensions that carry the request class to the operation, until operation.ts replaces them. */
export const COMMAND = 'x-waybill-command';
export const PARAMS = 'x-waybill-params';

const shapesByName = new Map<string, Shape>();

/** Every request class of a controller, by its name in the document. */
export const documentedShapes: ReadonlyMap<string, Shape> = shapesByName;

export function describeCommand(
  target: object,
  method: string | symbol,
  shape: Shape,
  { id }: { readonly id?: string | undefined },
): void {
  const descriptor = methodDescriptorOf(target, method);
  ApiExtension(COMMAND, { shape: nameOf(shape), id })(target, method, descriptor);
  header('Idempotency-Key', 'Makes it safe to repeat the request. 1 to 255 visible ASCII characters.');
  header('If-Match', 'Executes the command only at this revision: the ETag of an answer.');
  header('X-Correlation-Id', 'A UUID. All events that follow from the request carry it.');

  function header(name: string, description: string): void {
    ApiHeader({ name, description, required: false })(target, method, descriptor);
  }
}

export function describeParams(target: object, method: string | symbol, shape: Shape): void {
  ApiExtension(PARAMS, { shape: nameOf(shape) })(target, method, methodDescriptorOf(target, method));
}

export function describeFreshness(target: object, method: string | symbol): void {
  const descriptor = methodDescriptorOf(target, method);
  const token = 'The read includes this position: the Consistency-Token of an answer.';
  ApiHeader({ name: 'Consistency-Token', description: token, required: false })(target, method, descriptor);
  const wait = 'wait=<seconds>: how long the read may wait for that position; 2 by default, at most 10.';
  ApiHeader({ name: 'Prefer', description: wait, required: false })(target, method, descriptor);
}

export function describeOutcome(target: object, method: string | symbol): void {
  const descriptor = methodDescriptorOf(target, method);
  const wait =
    'wait=<seconds>: how long to wait for the outcome, at most 10. The answer then is the document; 202 when the outcome is not known in time.';
  ApiHeader({ name: 'Prefer', description: wait, required: false })(target, method, descriptor);
  const open = 'The command was executed. Its outcome was not known in time: the answer is what is known.';
  ApiAcceptedResponse({ description: open })(target, method, descriptor);
}

/** The name of a shape in the document. Classes with the same name get a number. */
function nameOf(shape: Shape): string {
  const { name } = shape.type;
  for (let index = 1; ; index += 1) {
    const candidate = index === 1 ? name : `${name}${index}`;
    const taken = shapesByName.get(candidate);
    if (taken && taken !== shape) continue;
    shapesByName.set(candidate, shape);
    return candidate;
  }
}
