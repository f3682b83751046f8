import { HttpException } from '@nestjs/common';
import { Contention, Draining, ProjectionBehind, RevisionMismatch } from '@waybill/engine';
import { BadAppend, OutcomeUnknown, StoreUnavailable, WrongExpectedRevision } from '@waybill/event-store';
import { Refusal } from '@waybill/kernel';
import { BusUnavailable } from '@waybill/message-bus';
import { BadCursor, ReadStoreUnavailable } from '@waybill/read-store';

import { etagOf } from '../answers/etag.js';
import { problemKinds, refusalKinds, type ProblemCode, type ProblemKind } from './codes.js';
import { Problem, type ProblemExtras } from './problem.js';

/** An error as HTTP tells it. */
export interface Told extends ProblemExtras {
  readonly code: string;
  readonly kind: ProblemKind;
  readonly detail?: string;
}

/** What each error is in HTTP's terms. Whatever is not known here is an internal error and tells nothing. */
export function problemOf(error: unknown): Told {
  if (error instanceof Problem) return tell(error.code, error.detail, error.extras);
  if (error instanceof Refusal) return refused(error);
  if (error instanceof RevisionMismatch) {
    const headers = error.actual === undefined ? undefined : { etag: etagOf(error.actual) };
    return tell('revision-mismatch', error.message, { headers });
  }
  if (error instanceof ProjectionBehind) {
    return tell('projection-behind', error.message, { members: { reached: error.reached } });
  }
  const failure = failures.find(([type]) => error instanceof type);
  if (failure) return tell(failure[1]);
  return fromStatus(error) ?? tell('internal-error');
}

const failures: readonly (readonly [abstract new (...args: never[]) => Error, ProblemCode])[] = [
  [Contention, 'contention'],
  [WrongExpectedRevision, 'contention'],
  [Draining, 'draining'],
  [OutcomeUnknown, 'outcome-unknown'],
  [StoreUnavailable, 'store-unavailable'],
  [ReadStoreUnavailable, 'read-store-unavailable'],
  [BusUnavailable, 'bus-unavailable'],
  [BadCursor, 'cursor-invalid'],
  [BadAppend, 'not-storable'],
];

function tell(code: ProblemCode, detail?: string, extras: ProblemExtras = {}): Told {
  return { ...extras, code, kind: problemKinds[code], detail };
}

function refused({ kind, code, message, details }: Refusal): Told {
  return { code, kind: refusalKinds[kind], detail: message, members: details && { details } };
}

const byFastifyCode: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_BAD_URL: 'malformed-url',
};

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
  414: 'url-too-long',
  415: 'media-type-unsupported',
  429: 'too-many-requests',
  431: 'headers-too-large',
};

/** Errors of Nest, of Fastify and its plugins: known by a status below 500. */
function fromStatus(error: unknown): Told | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof HttpException ? error.getStatus() : numberIn(error, 'statusCode');
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (error instanceof SyntaxError) return tell('malformed-json', error.message);
  const code = 'code' in error && typeof error.code === 'string' ? byFastifyCode[error.code] : undefined;
  return tell(code ?? byStatus[status] ?? 'bad-request', error.message);
}

function numberIn(error: Error, key: 'statusCode'): number | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'number' ? value : undefined;
}
