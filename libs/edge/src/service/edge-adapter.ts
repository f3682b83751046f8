import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { answer } from '../answers/answer.js';
import { answerProblem, pathOf } from '../problems/answer-problem.js';
import { KnownRoutes } from '../problems/known-routes.js';
import { Problem } from '../problems/problem.js';
import { Connections } from './connections.js';
import { DRAIN, Drain } from './drain.js';
import { createFastify } from './create-fastify.js';

/**
 * Nest on Fastify. Answers are made where Nest hands over a result, and problems where Fastify hands over an error.
 * There are no body parsers but JSON, and no middleware.
 */
export class EdgeAdapter extends FastifyAdapter {
  readonly drain: Drain;
  readonly #log: Logger;
  readonly #drainMs: number;
  readonly #routes: KnownRoutes;
  readonly #connections: Connections;

  constructor(log: Logger, drainMs: number) {
    const drain = new Drain(log);
    const instance = createFastify(log, drain);
    super(instance);
    this.drain = drain;
    this.#log = log;
    this.#drainMs = drainMs;
    this.#routes = new KnownRoutes(instance);
    this.#connections = new Connections(instance.server);
    instance.decorate(DRAIN, drain);
  }

  /** Middleware support is loaded when some module configures middleware, not before. */
  override async init(): Promise<void> {}

  /** Drops a result whose request is already answered, as a read that was interrupted by draining is. */
  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    if (response.sent) return response;
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
    super.beforeClose();
    this.drain.begin();
  }

  /** Takes no more connections and finishes the requests in flight; after the time limit it closes their connections. */
  override async close(): Promise<void> {
    this.drain.begin();
    this.#connections.closeUnused();
    const timer = setTimeout(() => this.closeLateConnections(), this.#drainMs);
    try {
      await super.close();
    } finally {
      clearTimeout(timer);
    }
  }

  private closeLateConnections(): void {
    const { count } = this.#connections;
    this.#log.warn(
      { connections: count, limitMs: this.#drainMs },
      'closed connections whose requests took too long',
    );
    this.#connections.closeAll();
  }

  private answerUnknown(request: FastifyRequest, reply: FastifyReply): void {
    const allowed = this.#routes.methodsAt(request.url);
    const problem =
      allowed.length > 0
        ? new Problem('method-not-allowed', undefined, { headers: { allow: allowed.join(', ') } })
        : new Problem(
            'route-unknown',
            `No route matches ${request.method} ${pathOf(request.url).slice(0, 200)}.`,
          );
    answerProblem(problem, request, reply, this.#log);
  }
}
