/** The meaning of a code, for the answers and for the page that documents them. */
export interface ProblemKind {
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
  /** What the sender can do about it. */
  readonly remedy: string;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
}

const repeat = 'Repeat the request after Retry-After seconds, with the same Idempotency-Key or id.';
const correct = 'Correct the request. The same request fails again.';

const kinds = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid.',
    remedy: `errors[] lists every field that is not valid. ${correct}`,
  },
  'malformed-json': { status: 400, title: 'The body is not valid JSON.', remedy: correct },
  'malformed-url': { status: 400, title: 'The URL is malformed.', remedy: correct },
  'malformed-request': { status: 400, title: 'The request is not valid HTTP.', remedy: correct },
  'if-match-malformed': {
    status: 400,
    title: 'If-Match is not a strong ETag.',
    remedy: 'Send the unchanged ETag of an answer, for example "3" with its quotes.',
  },
  'idempotency-key-malformed': {
    status: 400,
    title: 'Idempotency-Key is malformed.',
    remedy: 'Send 1 to 255 visible ASCII characters, with or without quotes.',
  },
  'consistency-token-malformed': {
    status: 400,
    title: 'Consistency-Token is malformed.',
    remedy: 'Send the unchanged Consistency-Token of an answer, or leave the header out.',
  },
  'cursor-invalid': {
    status: 400,
    title: 'The cursor is malformed or belongs to another query.',
    remedy: 'Use the next of the previous page with the same filters and sort, or start without a cursor.',
  },
  'host-missing': {
    status: 400,
    title: 'The request has no Host header.',
    remedy: 'Send the name under which you reach Waybill as Host.',
  },
  'bad-request': { status: 400, title: 'The request is malformed.', remedy: correct },
  unauthenticated: {
    status: 401,
    title: 'The request has no valid credentials.',
    remedy: 'Send Authorization: Bearer <token>. An operator makes tokens with npm run actors.',
  },
  forbidden: {
    status: 403,
    title: 'The sender has no permission for this request.',
    remedy: 'roles lists the roles of which the actor needs one. An operator can add it to ACTORS_FILE.',
  },
  'origin-foreign': {
    status: 403,
    title: 'A web page of another origin must not send this request.',
    remedy: 'An operator can add the origin of the page to ALLOWED_ORIGINS.',
  },
  'route-unknown': {
    status: 404,
    title: 'The route does not exist.',
    remedy: 'Choose one of the routes that /docs lists.',
  },
  'not-found': { status: 404, title: 'The resource does not exist.', remedy: correct },
  'method-not-allowed': {
    status: 405,
    title: 'The route does not support this method.',
    remedy: 'Use one of the methods that the Allow header lists.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive within the time limit.',
    remedy: 'Repeat the request, and send it without pauses.',
  },
  'revision-mismatch': {
    status: 412,
    title: 'The resource has changed since it was read.',
    remedy: 'Read the resource again, and send If-Match with its new ETag.',
  },
  'body-too-large': { status: 413, title: 'The body is too large.', remedy: 'Send at most 256 KB.' },
  'url-too-long': { status: 414, title: 'A part of the URL is too long.', remedy: correct },
  'media-type-unsupported': {
    status: 415,
    title: 'The media type of the body is not supported.',
    remedy: 'Send application/json.',
  },
  'expectation-unsupported': {
    status: 417,
    title: 'The expectation in the Expect header cannot be met.',
    remedy: 'Send Expect: 100-continue, or leave the header out.',
  },
  'host-unknown': {
    status: 421,
    title: 'The Host header does not name this service.',
    remedy:
      'Use the address on which Waybill listens. Behind a proxy, an operator sets PUBLIC_URL to its address.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request.',
    remedy: 'Use a new key for a new request. Repeat the first request only unchanged.',
  },
  'not-storable': {
    status: 422,
    title: 'The events of this command cannot be stored.',
    remedy: 'Send less data, or split the request into several.',
  },
  'too-many-requests': {
    status: 429,
    title: 'The sender has sent too many requests.',
    remedy: repeat,
    retryAfter: 1,
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large.',
    remedy: 'Send fewer or shorter headers.',
  },
  'internal-error': {
    status: 500,
    title: 'An internal error occurred.',
    remedy: 'Report the requestId. It is safe to repeat the request with the same Idempotency-Key or id.',
  },
  contention: {
    status: 503,
    title: 'Other requests changed the resource at the same time. This request changed nothing.',
    remedy: repeat,
    retryAfter: 1,
  },
  draining: {
    status: 503,
    title: 'The process is starting or shutting down.',
    remedy: repeat,
    retryAfter: 1,
  },
  'store-unavailable': {
    status: 503,
    title: 'The event store is not available. The request changed nothing.',
    remedy: repeat,
    retryAfter: 5,
  },
  'outcome-unknown': {
    status: 503,
    title: 'The outcome is unknown: the command may have been executed.',
    remedy: `A repetition is safe, and answers with the outcome. ${repeat}`,
    retryAfter: 2,
  },
  'release-outdated': {
    status: 503,
    title: 'A newer release wrote events that this process cannot read.',
    remedy: `A process of the newer release can execute the command. ${repeat}`,
    retryAfter: 5,
  },
  'read-store-unavailable': {
    status: 503,
    title: 'The read store is not available.',
    remedy: repeat,
    retryAfter: 5,
  },
  'key-store-unavailable': {
    status: 503,
    title: 'The keys of personal data are not available. The request changed nothing.',
    remedy: repeat,
    retryAfter: 5,
  },
  'bus-unavailable': {
    status: 503,
    title: 'The message bus is not available.',
    remedy: repeat,
    retryAfter: 5,
  },
  'projection-behind': {
    status: 503,
    title: 'The read model has not reached the position of the Consistency-Token yet.',
    remedy:
      'Repeat the read after Retry-After seconds, let it wait longer with Prefer: wait=10, or leave out Consistency-Token.',
    retryAfter: 1,
  },
  'not-ready': {
    status: 503,
    title: 'A part that this process needs is not ready.',
    remedy:
      'checks names each part and the reason. Send requests to another process until this one is ready.',
    retryAfter: 5,
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** The edge's own codes. Refusals of the domain have codes of their own. */
export type ProblemCode = keyof typeof kinds;

export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = kinds;

/** The kinds of the domain's refusals. Each context defines the codes. */
export const refusalKinds = {
  unknown: { status: 404, title: 'The resource does not exist.', remedy: correct },
  conflict: {
    status: 409,
    title: 'The state of the resource does not allow this command.',
    remedy: 'Read the resource again. The code names the state that prevents the command.',
  },
  invalid: { status: 422, title: 'The command violates a business rule.', remedy: correct },
} as const satisfies Readonly<Record<string, ProblemKind>>;
