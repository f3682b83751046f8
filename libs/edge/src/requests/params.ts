import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';

import { describeParams } from '../docs/described.js';
import { invalidRequest, type Flaw } from '../problems/problem.js';
import { coerce } from './coerce.js';
import type { Compiled } from './compiled.js';
import { declaredClass } from './declared.js';
import { requestOf, type EdgeRequest, type Fields } from './request.js';

const LARGEST_PAGE = 200;

/** What every list can be asked for; classes of list parameters extend it. A larger limit means the largest. */
export class PageParams {
  @IsOptional()
  @IsInt()
  @Min(1)
  limit: number = 50;

  /** The `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;
}

/**
 * The query of a request as an instance of the parameter's class: `list(@Params() query: ListOrders)`. Numbers and
 * booleans are read from their text, lists from comma-separated text; unknown and repeated parameters are flaws.
 */
export function Params(): ParameterDecorator {
  return (target, method, index) => {
    const compiled = declaredClass(target, method, index);
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

function paramsReader({ shape, flaws, create }: Compiled): (request: EdgeRequest) => object {
  const fields = new Map(shape.fields.map((field) => [field.name, field]));
  return ({ query }) => {
    const given: Fields = {};
    const wrong: Flaw[] = [];
    for (const name of Object.keys(query)) {
      const field = fields.get(name);
      const text = query[name];
      if (!field) wrong.push({ pointer: name, code: 'unknown-field', detail: 'is not a parameter' });
      else if (typeof text !== 'string')
        wrong.push({ pointer: name, code: 'repeated', detail: 'is given twice' });
      else given[name] = coerce(field, text);
    }
    wrong.push(...(flaws(given) ?? []).map(named));
    if (wrong.length > 0) throw invalidRequest(wrong);
    const made = create(given);
    if (made instanceof PageParams) made.limit = Math.min(made.limit, LARGEST_PAGE);
    return made;
  };
}

/** A parameter has a name where a field has a pointer. */
function named(flaw: Flaw): Flaw {
  return { ...flaw, pointer: flaw.pointer.slice(1) };
}
