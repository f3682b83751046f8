import { Receipt } from '@waybill/engine';
import type { FastifyReply } from 'fastify';

import { pathOf } from '../problems/answer-problem.js';
import { etagOf, isAmong } from './etag.js';
import { Found, isStoredText, Listed } from './found.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends a controller's result if it is one of the edge's own classes; undefined when it is not. */
export function answer(reply: FastifyReply, body: unknown): FastifyReply | undefined {
  if (body instanceof Receipt) return answerReceipt(reply, body);
  if (body instanceof Found) return answerFound(reply, body);
  if (body instanceof Listed) return answerListed(reply, body);
  return undefined;
}

function answerReceipt(reply: FastifyReply, { id, revision, position, replayed }: Receipt): FastifyReply {
  reply
    .header('content-type', JSON_TYPE)
    .header('etag', etagOf(revision))
    .header('consistency-token', position);
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (reply.statusCode === 201 && !reply.hasHeader('location'))
    reply.header('location', `${pathOf(reply.request.url)}/${encodeURIComponent(id)}`);
  return reply.send(`{"id":${JSON.stringify(id)},"revision":${revision}}`);
}

function answerFound(reply: FastifyReply, { document }: Found): FastifyReply {
  reply.header('cache-control', 'private, no-cache');
  const revision: unknown = Reflect.get(document, 'revision');
  if (typeof revision === 'number') {
    const etag = etagOf(revision);
    reply.header('etag', etag);
    const ifNoneMatch = reply.request.headers['if-none-match'];
    if (ifNoneMatch !== undefined && isAmong(ifNoneMatch, etag)) return reply.code(304).send();
  }
  return reply
    .header('content-type', JSON_TYPE)
    .send(isStoredText(document) ? document.text : JSON.stringify(document));
}

function answerListed(reply: FastifyReply, { data, next }: Listed): FastifyReply {
  if (next !== undefined) reply.header('link', `<${urlOfNext(reply.request.url, next)}>; rel="next"`);
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify({ data, next }));
}

function urlOfNext(url: string, cursor: string): string {
  const path = pathOf(url);
  const params = new URLSearchParams(url.slice(path.length));
  params.set('cursor', cursor);
  return `${path}?${params.toString()}`;
}
