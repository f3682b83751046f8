import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { answerProblem } from '../problems/answer-problem.js';
import { answerUnreadable } from '../problems/answer-unreadable.js';
import { answerUnmetExpectation } from '../problems/answer-unmet-expectation.js';
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
    // Without this Node answers a missing Host without a problem document; guardOrigins does it.
    http: { headersTimeout: 15_000, requireHostHeader: false },
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
  instance.server.on('checkExpectation', answerUnmetExpectation);
  instance.removeContentTypeParser(['text/plain', 'application/json']);
  parseJson(instance);
  return instance;
}

/** JSON as Fastify parses it. An empty body counts as none, since many clients always send the content type. */
function parseJson(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
