import type { IncomingMessage, ServerResponse } from 'node:http';

import { newId } from '@waybill/kernel';

import { problemDocument } from './answer-problem.js';
import { problemKinds } from './codes.js';

/** Answers a request whose `Expect` is not `100-continue`, which never reaches a route (RFC 9110 §10.1.1). */
export function answerUnmetExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const code = 'expectation-unsupported';
  const kind = problemKinds[code];
  const requestId = newId();
  response
    .writeHead(kind.status, {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    .end(problemDocument({ code, kind }, requestId));
}
