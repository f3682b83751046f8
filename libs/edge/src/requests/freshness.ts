import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Position } from '@waybill/kernel';

import { describeFreshness } from '../docs/described.js';
import { Problem } from '../problems/problem.js';
import { headerOf, requestOf, type EdgeRequest } from './request.js';

/** How new a read must be, and how long the reader is ready to wait for that. */
export interface Freshness {
  /** The read must have seen this position: a `Consistency-Token` that a command was answered with. */
  readonly after?: Position;
  readonly waitMs: number;
}

const TOKEN = /^[!-~]{1,256}$/;
const WAIT = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})"?(?=$|[,;\s])/i;
const PATIENCE = { usual: 2_000, most: 10_000 };

/** What `Consistency-Token` and `Prefer: wait=<seconds>` (RFC 7240 §4.3) ask of a read; waits 2 s, at most 10. */
export function Consistency(): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) return;
    describeFreshness(target, method);
    createParamDecorator((_: unknown, context: ExecutionContext) => freshnessOf(requestOf(context)))()(
      target,
      method,
      index,
    );
  };
}

function freshnessOf(request: EdgeRequest): Freshness {
  const after = headerOf(request, 'consistency-token');
  if (after === undefined) return { waitMs: 0 };
  if (!TOKEN.test(after))
    throw new Problem('consistency-token-malformed', 'It takes 1 to 256 visible ASCII characters.');
  const [, seconds] = WAIT.exec(headerOf(request, 'prefer') ?? '') ?? [];
  return {
    after,
    waitMs: seconds === undefined ? PATIENCE.usual : Math.min(Number(seconds) * 1_000, PATIENCE.most),
  };
}
