import { createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { withMeta } from '@waybill/engine';
import { idFrom, newId } from '@waybill/kernel';

import { describeCommand } from '../docs/describe-route.js';
import { invalidRequest } from '../problems/problem.js';
import { commandMetaOf } from './command-meta.js';
import { coerce } from './coerce.js';
import type { Compiled } from './compile.js';
import { fingerprintOf, idempotencyKeyOf, keyedId } from './idempotency.js';
import type { IdempotencyKeys } from './idempotency-keys.js';
import { compileParameterClass, methodDescriptorOf } from './parameter-class.js';
import { isFields, replyOf, requestOf, type EdgeRequest, type Fields } from './request.js';

export interface CommandOptions {
  /** The field with the id of what the command creates. A client may leave it out; then it gets a new id. The status is 201. */
  readonly id?: string;
  /** That id, where it follows from other fields of the body, which are not validated yet; otherwise it is a new one. */
  readonly idFrom?: (fields: Readonly<Fields>) => string | undefined;
}

/** The name under which the Fastify instance holds the {@link IdempotencyKeys}. */
export const IDEMPOTENCY_KEYS = 'idempotencyKeys';

/**
 * The command of a request: `place(@Command({ id: 'orderId' }) order: PlaceOrder)`. It is made from the JSON body and the
 * path's parameters, validated by its class's decorators, and carries the request's metadata. Flaws are answered with a
 * 400 that names all of them.
 */
export function Command(options: CommandOptions = {}): ParameterDecorator {
  return (target, method, index) => {
    const compiled = compileParameterClass(target, method, index);
    if (method === undefined) return;
    const read = commandReader(compiled, options);
    if (options.id === undefined) HttpCode(200)(target, method, methodDescriptorOf(target, method));
    describeCommand(target, method, compiled.shape, options);
    createParamDecorator((_: unknown, context: ExecutionContext) => read(context))()(target, method, index);
  };
}

function commandReader(
  compiled: Compiled,
  { id, idFrom: idFromFields = () => undefined }: CommandOptions,
): (context: ExecutionContext) => object | Promise<object> {
  const fieldsOf = fieldsReader(compiled);

  function commandFrom(fields: unknown, freshId: () => string): object {
    if (id !== undefined && isFields(fields) && fields[id] === undefined)
      fields[id] = idFromFields(fields) ?? freshId();
    const flaws = compiled.flaws(fields);
    if (flaws || !isFields(fields)) throw invalidRequest(flaws ?? []);
    return compiled.create(fields);
  }

  async function readWithKey(context: ExecutionContext, key: string): Promise<object> {
    const request = requestOf(context);
    const meta = commandMetaOf(request, '');
    const commandId = keyedId(meta.actor, key);
    const issued = { ...meta, commandId, causationId: commandId };
    const fields = fieldsOf(request);
    const fingerprint = fingerprintOf(request, fields);
    const command = commandFrom(fields, () => idFrom('idempotency-subject', commandId));
    const keys = request.server.getDecorator<IdempotencyKeys>(IDEMPOTENCY_KEYS);
    const since = await keys.claim(request, replyOf(context), { key, fingerprint, meta: issued });
    return withMeta(command, { ...issued, since });
  }

  return (context) => {
    const request = requestOf(context);
    const key = idempotencyKeyOf(request);
    if (key !== undefined) return readWithKey(context, key);
    return withMeta(commandFrom(fieldsOf(request), newId), commandMetaOf(request, commandIdOf(request)));
  };
}

/** The command takes the request's id if that was made here; ids from the sender may repeat. */
function commandIdOf(request: EdgeRequest): string {
  return request.headers['x-request-id'] === undefined ? request.id : newId();
}

/** Joins body and path in their standard spelling. A field that is in both must have the same value. */
function fieldsReader({ shape, spell }: Compiled): (request: EdgeRequest) => unknown {
  const declared = new Map(shape.fields.map((field) => [field.name, field]));
  return ({ body, params }) => {
    const fields: unknown = body === undefined ? {} : body;
    if (!isFields(fields)) return fields;
    spell(fields);
    const inPath = fieldsOfPath(params);
    spell(inPath);
    for (const [name, value] of Object.entries(inPath)) addFromPath(fields, name, value);
    return fields;
  };

  function fieldsOfPath(params: EdgeRequest['params']): Fields {
    const fields: Fields = {};
    for (const [name, text] of Object.entries(params)) {
      const field = declared.get(name);
      if (field) fields[name] = coerce(field, text);
    }
    return fields;
  }
}

function addFromPath(fields: Fields, name: string, value: unknown): void {
  if (Object.hasOwn(fields, name) && fields[name] !== value) {
    throw invalidRequest([
      { pointer: `/${name}`, code: 'contradicts-path', detail: 'must equal the value in the path' },
    ]);
  }
  fields[name] = value;
}
