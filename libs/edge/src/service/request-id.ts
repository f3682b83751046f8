import type { IncomingMessage } from 'node:http';

import { newId } from '@waybill/kernel';
import type { FastifyInstance } from 'fastify';

const SANE = /^[A-Za-z0-9][A-Za-z0-9._~:-]{0,127}$/;

/** The sender's `X-Request-Id` when it is plain, else a new id. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SANE.test(sent) ? sent : newId();
}

/** Puts on every answer what every answer has. */
export function headEveryAnswer(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    done();
  });
}
