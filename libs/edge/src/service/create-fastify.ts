import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { answerProblem } from '../problems/answer-problem.js';
import { answerUnreadable } from '../problems/answer-unreadable.js';
import { requestIdOf, setHeadersWithoutHooks } from './common-headers.js';
import type { Drain } from './drain.js';

const bodyBytesMax = 256 * 1024;

/** A Fastify instance with the edge's limits, which answers what cannot be read or routed with problem documents. */
export function createFastify(log: Logger, drain: Drain): FastifyInstance {
  const instance = fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout: 30_000,
    // Longer than the usual 60 s of load balancers: the side that sends requests must be the first to close.
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 15_000 },
    trustProxy: false,
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setHeadersWithoutHooks(request, reply, drain);
      answerProblem(error, request, reply, log);
    },
    clientErrorHandler: answerUnreadable,
  });
  instance.removeContentTypeParser('text/plain');
  return instance;
}
