import type { FastifyInstance } from 'fastify';

import { isFields } from './request.js';
import { lowerUuid } from './uuid.js';

/** Writes the UUIDs in the paths of reads in lower case: `:orderId` and every other parameter that ends in `Id`. Commands know which of their fields are UUIDs. */
export function lowerPathIds(instance: FastifyInstance): void {
  instance.addHook('preValidation', ({ method, params }, _reply, done) => {
    if ((method === 'GET' || method === 'HEAD') && isFields(params)) lower(params);
    done();
  });
}

function lower(params: Record<string, unknown>): void {
  for (const name in params) {
    const value = params[name];
    if (name.endsWith('Id') && typeof value === 'string') params[name] = lowerUuid(value);
  }
}
