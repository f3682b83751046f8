import { HttpException } from '@nestjs/common';
import { Contention, Draining, ProjectionBehind, RevisionMismatch } from '@waybill/engine';
import { BadAppend, OutcomeUnknown, StoreUnavailable, WrongExpectedRevision } from '@waybill/event-store';
import { NewerVersion, Refusal } from '@waybill/kernel';
import { KeyStoreUnavailable } from '@waybill/key-store';
import { BusUnavailable } from '@waybill/message-bus';
import { BadCursor, ReadStoreUnavailable } from '@waybill/read-store';

import { etagOf } from '../answers/etag.js';
import { problemKinds, refusalKinds, type ProblemCode, type ProblemKind } from './codes.js';
import { Problem, type ProblemExtras } from './problem.js';

/** An error as it is answered. */
export interface ProblemResponse extends ProblemExtras {
  readonly code: string;
  readonly kind: ProblemKind;
  readonly detail?: string | undefined;
}

/** Maps an error to its answer. An unknown error becomes `internal-error`, without a detail. */
export function problemOf(error: unknown): ProblemResponse {
  if (error instanceof Problem) return response(error.code, error.detail, error.extras);
  if (error instanceof Refusal) return refusalResponse(error);
  if (error instanceof RevisionMismatch) {
    const headers = error.actual === undefined ? undefined : { etag: etagOf(error.actual) };
    return response('revision-mismatch', error.message, { headers });
  }
  if (error instanceof ProjectionBehind) {
    return response('projection-behind', error.message, { members: { reached: error.reached } });
  }
  const failure = failures.find(([type]) => error instanceof type);
  if (failure) return response(failure[1]);
  return fromStatus(error) ?? response('internal-error');
}

const failures: readonly (readonly [abstract new (...args: never[]) => Error, ProblemCode])[] = [
  [Contention, 'contention'],
  [WrongExpectedRevision, 'contention'],
  [Draining, 'draining'],
  [OutcomeUnknown, 'outcome-unknown'],
  [StoreUnavailable, 'store-unavailable'],
  [ReadStoreUnavailable, 'read-store-unavailable'],
  [KeyStoreUnavailable, 'key-store-unavailable'],
  [BusUnavailable, 'bus-unavailable'],
  [BadCursor, 'cursor-invalid'],
  [BadAppend, 'not-storable'],
  [NewerVersion, 'release-outdated'],
];

function response(code: ProblemCode, detail?: string, extras: ProblemExtras = {}): ProblemResponse {
  return { ...extras, code, kind: problemKinds[code], detail };
}

/** `field` in the details is the JSON pointer of the field that breaks the rule; it becomes an entry of `errors`. */
function refusalResponse({ kind, code, message, details }: Refusal): ProblemResponse {
  const field = details?.['field'];
  const errors = typeof field === 'string' ? [{ pointer: field, code, detail: message }] : undefined;
  return { code, kind: refusalKinds[kind], detail: message, errors, members: details && { details } };
}

const byFastifyCode: Readonly<Record<string, ProblemCode>> = {
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

/** Errors of Nest, of Fastify and its plugins, which carry a status below 500. */
function fromStatus(error: unknown): ProblemResponse | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof HttpException ? error.getStatus() : numberIn(error, 'statusCode');
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (error instanceof SyntaxError) return response('malformed-json', error.message);
  const code = 'code' in error && typeof error.code === 'string' ? byFastifyCode[error.code] : undefined;
  return response(code ?? byStatus[status] ?? 'bad-request', error.message);
}

function numberIn(error: Error, key: 'statusCode'): number | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'number' ? value : undefined;
}
