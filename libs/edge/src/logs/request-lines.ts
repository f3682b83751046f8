import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { pathOf, problemCodeOf } from '../problems/answer-problem.js';
import { actorOf } from '../requests/circumstances.js';
import type { EdgeRequest } from '../requests/request.js';

/** Writes one line per request when it has been answered. The query is left out: it may name people. */
export function logRequests(instance: FastifyInstance, log: Logger): void {
  if (!log.isLevelEnabled('info')) return;
  instance.addHook<{ Params: EdgeRequest['params']; Querystring: EdgeRequest['query'] }>(
    'onResponse',
    (request, reply, done) => {
      const line = {
        requestId: request.id,
        method: request.method,
        route: request.is404 ? undefined : request.routeOptions.url,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        actor: actorOf(request).id,
        code: reply.statusCode < 400 ? undefined : problemCodeOf(reply),
      };
      if (reply.statusCode < 500) log.info(line, 'request');
      else log.error(line, 'request');
      done();
    },
  );
}
