import type { FastifyInstance } from 'fastify';

import type { IdempotencyKeys } from './idempotency-keys.js';
import { isKeepable } from './stored-answer.js';

/** Stores the answers that a repeated Idempotency-Key must find, before they are sent. */
export function keepAnswers(instance: FastifyInstance, keys: IdempotencyKeys): void {
  instance.addHook('onSend', (_request, reply, payload, done) => {
    if (!isKeepable(reply)) return done(null, payload);
    keys.keep(reply, payload).then(() => done(null, payload), done);
  });
}
