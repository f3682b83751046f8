import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { answer } from '../answers/answer.js';
import { answerProblem } from '../problems/answer-problem.js';
import { KnownRoutes } from '../problems/known-routes.js';
import { Problem } from '../problems/problem.js';
import { answerUnreadable } from '../problems/unreadable.js';
import { requestIdOf } from './request-id.js';

const LARGEST_BODY = 256 * 1024;

/**
 * Nest on Fastify with the edge's manners where they cost least: answers are made where Nest hands a result over, and
 * errors where Fastify does. No interceptors, no body parsers but JSON, no middleware.
 */
export class EdgeAdapter extends FastifyAdapter {
  /** Whether the process is on its way out. */
  draining = false;
  readonly #log: Logger;
  readonly #routes: KnownRoutes;

  constructor(log: Logger) {
    super({
      bodyLimit: LARGEST_BODY,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      http: { headersTimeout: 15_000 },
      trustProxy: false,
      return503OnClosing: false,
      requestIdHeader: false,
      genReqId: requestIdOf,
      routerOptions: { maxParamLength: 200 },
      skipMiddie: true,
      multipart: false,
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
        answerProblem(error, request, reply, log);
      },
      clientErrorHandler: answerUnreadable,
    });
    this.#log = log;
    const instance = this.getInstance();
    instance.removeContentTypeParser('text/plain');
    this.#routes = new KnownRoutes(instance);
  }

  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    return answer(response, body) ?? super.reply(response, body, statusCode);
  }

  override setErrorHandler() {
    return this.getInstance().setErrorHandler((error, request, reply) =>
      answerProblem(error, request, reply, this.#log),
    );
  }

  override setNotFoundHandler() {
    return this.getInstance().setNotFoundHandler((request, reply) => this.answerUnknown(request, reply));
  }

  override beforeClose(): void {
    this.draining = true;
    super.beforeClose();
  }

  private answerUnknown(request: FastifyRequest, reply: FastifyReply): void {
    const allowed = this.#routes.methodsAt(request.url);
    const problem =
      allowed.length > 0
        ? new Problem('method-not-allowed', undefined, { headers: { allow: allowed.join(', ') } })
        : new Problem('route-unknown', `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`);
    answerProblem(problem, request, reply, this.#log);
  }
}
