import type { FastifyRequest } from 'fastify';

/** Whether a browser asks, which names HTML in `Accept`. */
export function acceptsHtml({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers.accept?.includes('text/html') === true;
}
