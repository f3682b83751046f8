import type { FastifyInstance } from 'fastify';

import { isFields } from './request.js';
import { lowerUuid } from './uuid.js';

/** Writes the UUIDs of paths in lower case, for reads as for commands: `:orderId` and every other parameter that ends in `Id`. */
export function lowerPathIds(instance: FastifyInstance): void {
  instance.addHook('preValidation', ({ params }, _reply, done) => {
    if (isFields(params)) lower(params);
    done();
  });
}

function lower(params: Record<string, unknown>): void {
  for (const name in params) {
    const value = params[name];
    if (name.endsWith('Id') && typeof value === 'string') params[name] = lowerUuid(value);
  }
}
