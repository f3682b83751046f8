import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Position } from '@waybill/kernel';

import { describeFreshness } from '../docs/describe-route.js';
import { Problem } from '../problems/problem.js';
import { DRAIN, type Drain } from '../service/drain.js';
import { preferredWait } from './prefer-wait.js';
import { headerOf, replyOf, requestOf, type EdgeRequest } from './request.js';

/** How new a read must be, and how long it may wait for that. */
export interface Freshness {
  /** The read must include this position: a `Consistency-Token` from the answer to a command. */
  readonly after?: Position;
  /** Whether the answer must have seen everything that this process knows of. */
  readonly isLatest?: boolean;
  readonly waitMs: number;
}

/** The positions of all event stores have this form; which of them exist, the engine knows. */
const TOKEN = /^[0-9]{1,20}(?:[-/:][0-9]{1,20})?$/;
const waitSecondsDefault = 2;

/**
 * What `Consistency-Token` and `Prefer: wait=<seconds>` (RFC 7240 §4.3) ask of a read: to wait 2 s by default, 10 s at
 * most. While the service drains, reads do not wait, and those that wait already are answered 503 `draining`.
 */
export function Consistency(): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) return;
    describeFreshness(target, method);
    createParamDecorator((_: unknown, context: ExecutionContext) => freshnessFor(context))()(
      target,
      method,
      index,
    );
  };
}

function freshnessFor(context: ExecutionContext): Freshness {
  const request = requestOf(context);
  const after = tokenOf(request);
  if (after === undefined) return { waitMs: 0 };
  const drain = request.server.getDecorator<Drain>(DRAIN);
  if (drain.isDraining) return { after, waitMs: 0 };
  drain.interrupt(request, replyOf(context));
  return { after, waitMs: (preferredWait(request) ?? waitSecondsDefault) * 1_000 };
}

function tokenOf(request: EdgeRequest): Position | undefined {
  const token = headerOf(request, 'consistency-token');
  if (token !== undefined && !TOKEN.test(token))
    throw new Problem(
      'consistency-token-malformed',
      'Consistency-Token must be a position in the log, for example 0000000000000042.',
    );
  return token;
}
