import { Receipt } from '@waybill/engine';
import type { FastifyReply } from 'fastify';

import { pathOf } from '../problems/answer-problem.js';
import { leavesNoEvents } from '../requests/stored-answer.js';
import { etagOf, isAmong } from './etag.js';
import { Found, isStoredText, Listed } from './found.js';
import { Outcome } from './outcome.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends a controller's result if it is one of the edge's own classes; undefined when it is not. */
export function answer(reply: FastifyReply, body: unknown): FastifyReply | undefined {
  if (body instanceof Receipt) return answerReceipt(reply, body);
  if (body instanceof Outcome) return answerOutcome(reply, body);
  if (body instanceof Found) return answerFound(reply, body);
  if (body instanceof Listed) return answerListed(reply, body);
  return undefined;
}

function answerReceipt(reply: FastifyReply, receipt: Receipt): FastifyReply {
  const { id, revision, isNothing } = receipt;
  setReceiptHeaders(reply, receipt, revision);
  if (isNothing) leavesNoEvents(reply);
  return reply.send(`{"id":${JSON.stringify(id)},"revision":${revision}}`);
}

/** The document when the outcome is known; 202 with what is known when it is not. */
function answerOutcome(reply: FastifyReply, outcome: Outcome): FastifyReply {
  const { receipt, document, isDecided, waitSeconds } = outcome;
  const revision: unknown = document && Reflect.get(document, 'revision');
  setReceiptHeaders(reply, receipt, typeof revision === 'number' ? revision : receipt.revision);
  if (waitSeconds !== undefined) reply.header('preference-applied', `wait=${waitSeconds}`);
  if (!isDecided) reply.code(202);
  // A document may contain personal data, which must not be stored with the key.
  if (receipt.isNothing && !document) leavesNoEvents(reply);
  return reply.send(JSON.stringify(document ?? { id: receipt.id, revision: receipt.revision }));
}

function setReceiptHeaders(reply: FastifyReply, { id, position, replayed }: Receipt, revision: number): void {
  reply
    .header('content-type', JSON_TYPE)
    .header('etag', etagOf(revision))
    .header('consistency-token', position);
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (reply.statusCode === 201 && !reply.hasHeader('location'))
    reply.header('location', `${pathOf(reply.request.url)}/${encodeURIComponent(id)}`);
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
