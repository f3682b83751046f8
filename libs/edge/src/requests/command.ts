import { createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { withMeta } from '@waybill/engine';
import { idFrom, newId } from '@waybill/kernel';

import { describeCommand } from '../docs/described.js';
import { invalidRequest } from '../problems/problem.js';
import { commandMetaOf } from './command-meta.js';
import { coerce } from './coerce.js';
import type { Compiled } from './compiled.js';
import { fingerprintOf, IdempotencyKeys, idempotencyKeyOf, keyedId } from './idempotency.js';
import { declaredClass, methodOf } from './declared.js';
import { isFields, requestOf, type EdgeRequest, type Fields } from './request.js';

export interface CommandOptions {
  /** The field that names what the command creates. Left out by the client, it gets a new id. The answer is 201. */
  readonly id?: string;
}

/** Where the edge keeps its claims of idempotency keys. */
export const IDEMPOTENCY_KEYS = 'idempotencyKeys';

/**
 * The command that a request gives: `place(@Command({ id: 'orderId' }) order: PlaceOrder)`. Built from the JSON body and
 * the path's parameters, validated by its class's decorators, and issued on behalf of whoever asks. Flaws are a 400 that
 * names all of them; a body that contradicts the path is one.
 */
export function Command(options: CommandOptions = {}): ParameterDecorator {
  return (target, method, index) => {
    const compiled = declaredClass(target, method, index);
    if (method === undefined) return;
    const read = commandReader(compiled, options);
    if (options.id === undefined) HttpCode(200)(target, method, methodOf(target, method));
    describeCommand(target, method, compiled.shape, options);
    createParamDecorator((_: unknown, context: ExecutionContext) => read(requestOf(context)))()(
      target,
      method,
      index,
    );
  };
}

function commandReader(
  compiled: Compiled,
  { id }: CommandOptions,
): (request: EdgeRequest) => object | Promise<object> {
  const fieldsOf = fieldsReader(compiled);

  function commandOf(request: EdgeRequest, freshId: () => string): object {
    const fields = fieldsOf(request);
    if (id !== undefined && isFields(fields) && fields[id] === undefined) fields[id] = freshId();
    const flaws = compiled.flaws(fields);
    if (flaws || !isFields(fields)) throw invalidRequest(flaws ?? []);
    return compiled.create(fields);
  }

  async function once(request: EdgeRequest, key: string): Promise<object> {
    const fingerprint = fingerprintOf(request, request.body);
    const meta = commandMetaOf(request, '');
    const commandId = keyedId(meta.actor, key);
    const issued = { ...meta, commandId, causationId: commandId };
    const command = commandOf(request, () => idFrom('idempotency-subject', commandId));
    const keys = request.server.getDecorator<IdempotencyKeys>(IDEMPOTENCY_KEYS);
    const since = await keys.claim(request, key, fingerprint, issued);
    return withMeta(command, { ...issued, since });
  }

  return (request) => {
    const key = idempotencyKeyOf(request);
    if (key !== undefined) return once(request, key);
    return withMeta(commandOf(request, newId), commandMetaOf(request, commandIdOf(request)));
  };
}

/** A request without a key gives one command, which can have the id that the request was given here. */
function commandIdOf(request: EdgeRequest): string {
  return request.headers['x-request-id'] === undefined ? request.id : newId();
}

/** Body and path in one; what is in both must be the same. */
function fieldsReader({ shape }: Compiled): (request: EdgeRequest) => unknown {
  const fields = new Map(shape.fields.map((field) => [field.name, field]));
  return ({ body, params }) => {
    const given: unknown = body === undefined ? {} : body;
    if (!isFields(given)) return given;
    for (const name in params) {
      const field = fields.get(name);
      const text = params[name];
      if (field && text !== undefined) take(given, name, coerce(field, text));
    }
    return given;
  };

  function take(given: Fields, name: string, value: unknown): void {
    if (Object.hasOwn(given, name) && given[name] !== value) {
      throw invalidRequest([
        { pointer: `/${name}`, code: 'contradicts-path', detail: 'is another one in the path' },
      ]);
    }
    given[name] = value;
  }
}
