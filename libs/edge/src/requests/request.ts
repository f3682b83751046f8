import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

export type Fields = Record<string, unknown>;

/** A request as Fastify has parsed it, not checked yet. */
export type EdgeRequest = FastifyRequest<{
  Params: Readonly<Record<string, string>>;
  Querystring: Fields;
  Body: unknown;
}>;

export function requestOf(context: ExecutionContext): EdgeRequest {
  return context.getArgByIndex<EdgeRequest>(0);
}

export function replyOf(context: ExecutionContext): FastifyReply {
  return context.getArgByIndex<FastifyReply>(1);
}

/** The one value of a header; undefined when it is absent, or repeated where HTTP does not allow it. */
export function headerOf(request: EdgeRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
