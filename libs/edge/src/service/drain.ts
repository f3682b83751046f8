import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { answerProblem } from '../problems/answer-problem.js';
import { Problem } from '../problems/problem.js';

/** The name under which the Fastify instance holds the {@link Drain}. */
export const DRAIN = 'drain';

type AnyRequest = Pick<FastifyRequest, 'id' | 'url'>;

/** Whether the service is draining, and which reads it then answers at once because they only wait. */
export class Drain {
  #isDraining = false;
  readonly #waiting = new Map<FastifyReply, AnyRequest>();

  constructor(private readonly log: Logger) {}

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Starts draining: every read that waits is answered 503 `draining`. */
  begin(): void {
    this.#isDraining = true;
    for (const [reply, request] of this.#waiting)
      answerProblem(new Problem('draining'), request, reply, this.log);
  }

  /** Lets draining interrupt a request until it is answered. What its handler answers later is dropped. */
  interrupt(request: AnyRequest, reply: FastifyReply): void {
    this.#waiting.set(reply, request);
    reply.raw.once('close', () => this.#waiting.delete(reply));
  }
}
