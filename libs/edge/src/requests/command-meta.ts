import type { CommandMeta } from '@waybill/engine';
import { UUID } from '@waybill/kernel';

import { callerOf } from '../callers/caller.js';
import { Problem } from '../problems/problem.js';
import { headerOf, type EdgeRequest } from './request.js';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const STRONG_ETAG = /^"(0|[1-9]\d{0,15})"$/;

/** The metadata of a request's command: actor, correlation, trace and the revision of `If-Match`. */
export function commandMetaOf(request: EdgeRequest, commandId: string): CommandMeta {
  const correlation = headerOf(request, 'x-correlation-id')?.toLowerCase();
  const traceparent = headerOf(request, 'traceparent');
  return {
    commandId,
    correlationId: correlation !== undefined && UUID.test(correlation) ? correlation : request.id,
    causationId: commandId,
    actor: callerOf(request).actor,
    traceparent: traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : undefined,
    ifRevision: revisionOf(request),
  };
}

/** The revision that `If-Match` names (RFC 9110 §13.1.1): one strong entity tag, as an answer gave it. */
function revisionOf(request: EdgeRequest): number | undefined {
  const wanted = headerOf(request, 'if-match');
  if (wanted === undefined) return undefined;
  const [, revision] = STRONG_ETAG.exec(wanted) ?? [];
  if (revision === undefined)
    throw new Problem('if-match-malformed', 'If-Match must be one strong ETag, for example "3".');
  return Number(revision);
}
