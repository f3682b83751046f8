import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { problemOf, type Told } from './problem-of.js';

const codes = new WeakMap<FastifyReply, string>();

/** The code of the problem that a reply was, for the log. */
export function problemCodeOf(reply: FastifyReply): string | undefined {
  return codes.get(reply);
}

/** Answers any error with a problem document (RFC 9457); one that nobody foresaw is logged here, with its stack, once. */
export function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): void {
  const told = problemOf(error);
  codes.set(reply, told.code);
  if (told.code === 'internal-error') log.error({ requestId: request.id, err: error }, 'unforeseen');
  if (reply.sent || reply.raw.headersSent) return;
  if (told.kind.retryAfter !== undefined) reply.header('retry-after', String(told.kind.retryAfter));
  if (told.headers) reply.headers(told.headers);
  reply.removeHeader('content-length');
  reply
    .code(told.kind.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(problemDocument(told, request.id, pathOf(request.url)));
}

/** The document as JSON text. `type` leads to the page that explains the code. */
export function problemDocument(told: Told, requestId: string, instance?: string): string {
  return JSON.stringify({
    type: `/problems/${told.code}`,
    title: told.kind.title,
    status: told.kind.status,
    detail: told.detail,
    instance,
    code: told.code,
    requestId,
    errors: told.errors,
    ...told.members,
  });
}

/** The URL without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
