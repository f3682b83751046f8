import { Refusal } from '@waybill/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { leavesNoEvents } from '../requests/stored-answer.js';
import { problemOf, type ProblemResponse } from './problem-of.js';

const codes = new WeakMap<FastifyReply, string>();

/** The problem code of a reply, for the log. */
export function problemCodeOf(reply: FastifyReply): string | undefined {
  return codes.get(reply);
}

/** Answers any error with a problem document (RFC 9457). Logs an internal error with its stack. */
export function answerProblem(
  error: unknown,
  request: Pick<FastifyRequest, 'id' | 'url'>,
  reply: FastifyReply,
  log: Logger,
): void {
  const problem = problemOf(error);
  codes.set(reply, problem.code);
  if (problem.code === 'internal-error') log.error({ requestId: request.id, err: error }, 'internal error');
  if (reply.sent || reply.raw.headersSent) return;
  if (error instanceof Refusal) leavesNoEvents(reply);
  if (problem.kind.retryAfter !== undefined) reply.header('retry-after', String(problem.kind.retryAfter));
  if (problem.headers) reply.headers(problem.headers);
  reply.removeHeader('content-length');
  reply
    .code(problem.kind.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(problemDocument(problem, request.id, pathOf(request.url)));
}

/** The document as JSON text. `type` is the path of a page that explains the code. */
export function problemDocument(problem: ProblemResponse, requestId: string, instance?: string): string {
  return JSON.stringify({
    type: `/problems/${problem.code}`,
    title: problem.kind.title,
    status: problem.kind.status,
    detail: problem.detail,
    instance,
    code: problem.code,
    requestId,
    errors: problem.errors,
    ...problem.members,
  });
}

/** The URL without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
