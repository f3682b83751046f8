import type { IncomingMessage } from 'node:http';

import { newId } from '@waybill/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Drain } from './drain.js';

const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._~:-]{0,127}$/;

/** The sender's `X-Request-Id` when it is well formed, else a new id. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : newId();
}

/** Sets the headers of every answer. While the service drains, `connection: close` is one of them. */
export function setCommonHeaders(instance: FastifyInstance, drain: Drain): void {
  instance.addHook('onRequest', (request, reply, done) => {
    setRequestHeaders(request, reply);
    done();
  });
  // At the end, because draining may begin while the request is in flight.
  instance.addHook('onSend', (_request, reply, _payload, done) => {
    setConnectionHeader(reply, drain);
    done();
  });
}

/** For answers that Fastify makes before any hook runs. */
export function setHeadersWithoutHooks(request: FastifyRequest, reply: FastifyReply, drain: Drain): void {
  setRequestHeaders(request, reply);
  setConnectionHeader(reply, drain);
}

function setRequestHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.header('x-content-type-options', 'nosniff');
}

function setConnectionHeader(reply: FastifyReply, drain: Drain): void {
  if (drain.isDraining) reply.header('connection', 'close');
}
