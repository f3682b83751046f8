import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';

import { describeParams } from '../docs/describe-route.js';
import { invalidRequest, type Flaw } from '../problems/problem.js';
import { coerce } from './coerce.js';
import type { Compiled } from './compile.js';
import { compileParameterClass } from './parameter-class.js';
import { requestOf, type EdgeRequest, type Fields } from './request.js';

const LIMIT_MAX = 200;

/** The parameters of every list; classes of list parameters extend it. A limit above 200 counts as 200. */
export class PageParams {
  @IsOptional()
  @IsInt()
  @Min(1)
  limit: number = 50;

  /** The `next` of the previous page. */
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;
}

/**
 * The query of a request as an instance of the parameter's class: `list(@Params() query: ListOrders)`. Numbers and
 * booleans are read from text, lists from comma-separated text. Unknown and repeated parameters are flaws.
 */
export function Params(): ParameterDecorator {
  return (target, method, index) => {
    const compiled = compileParameterClass(target, method, index);
    if (method === undefined) return;
    const read = paramsReader(compiled);
    describeParams(target, method, compiled.shape);
    createParamDecorator((_: unknown, context: ExecutionContext) => read(requestOf(context)))()(
      target,
      method,
      index,
    );
  };
}

function paramsReader({ shape, spell, flaws, create }: Compiled): (request: EdgeRequest) => object {
  const fields = new Map(shape.fields.map((field) => [field.name, field]));
  return ({ query }) => {
    const given: Fields = {};
    const errors: Flaw[] = [];
    for (const name of Object.keys(query)) {
      const field = fields.get(name);
      const text = query[name];
      if (!field) errors.push({ pointer: name, code: 'unknown-field', detail: 'is not a known parameter' });
      else if (typeof text !== 'string')
        errors.push({ pointer: name, code: 'repeated', detail: 'must be given only once' });
      else given[name] = coerce(field, text);
    }
    spell(given);
    errors.push(...(flaws(given) ?? []).map(withName));
    if (errors.length > 0) throw invalidRequest(errors);
    const params = create(given);
    if (params instanceof PageParams) params.limit = Math.min(params.limit, LIMIT_MAX);
    return params;
  };
}

/** A flaw of a parameter gives its name, a flaw of a field its JSON pointer. */
function withName(flaw: Flaw): Flaw {
  return { ...flaw, pointer: flaw.pointer.slice(1) };
}
