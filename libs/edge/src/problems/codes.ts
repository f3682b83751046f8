/** What a code means, once, for the answers and for the page that documents them. */
export interface ProblemKind {
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
  /** What the sender can do about it. */
  readonly remedy: string;
  /** Seconds after which the same request may work. */
  readonly retryAfter?: number;
}

const again = 'Send the same request again, with the same Idempotency-Key or id, after Retry-After seconds.';
const fix = 'Correct the request; sending it again unchanged cannot work.';

const kinds = {
  'invalid-request': {
    status: 400,
    title: 'The request is not what this route takes.',
    remedy: `errors[] names every field that is wrong. ${fix}`,
  },
  'malformed-json': { status: 400, title: 'The body is not JSON.', remedy: fix },
  'malformed-url': { status: 400, title: 'The URL cannot be read.', remedy: fix },
  'malformed-request': {
    status: 400,
    title: 'The request is not HTTP as the server understands it.',
    remedy: fix,
  },
  'if-match-malformed': {
    status: 400,
    title: 'If-Match is not one strong revision.',
    remedy: 'Send the ETag of an answer as it was, for example "3" with its quotes.',
  },
  'idempotency-key-malformed': {
    status: 400,
    title: 'Idempotency-Key is not a key.',
    remedy: 'Send 1 to 255 visible ASCII characters, quoted or bare.',
  },
  'consistency-token-malformed': {
    status: 400,
    title: 'Consistency-Token is not a token.',
    remedy: 'Send the Consistency-Token of an answer as it was, or none.',
  },
  'cursor-invalid': {
    status: 400,
    title: 'The cursor belongs to another query.',
    remedy: 'Follow next with the same filters and sort, or begin without a cursor.',
  },
  'bad-request': { status: 400, title: 'The request makes no sense here.', remedy: fix },
  unauthenticated: {
    status: 401,
    title: 'It is not known who is asking.',
    remedy: 'Send valid credentials.',
  },
  forbidden: { status: 403, title: 'The sender may not do this.', remedy: 'Ask someone who may.' },
  'route-unknown': {
    status: 404,
    title: 'There is no such route.',
    remedy: 'Every route is listed at /docs.',
  },
  'not-found': { status: 404, title: 'There is no such thing.', remedy: fix },
  'method-not-allowed': {
    status: 405,
    title: 'The route does not take this method.',
    remedy: 'Allow names the methods that it takes.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time.',
    remedy: 'Send it again, faster.',
  },
  'revision-mismatch': {
    status: 412,
    title: 'It has changed since it was read.',
    remedy: 'Read it again, decide again, and send If-Match with the new ETag.',
  },
  'body-too-large': { status: 413, title: 'The body is too large.', remedy: 'Send at most 256 KB.' },
  'url-too-long': { status: 414, title: 'A part of the URL is too long.', remedy: fix },
  'media-type-unsupported': {
    status: 415,
    title: 'The body is of a type that is not understood.',
    remedy: 'Send application/json.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request.',
    remedy: 'Use a new key for a new request; repeat the old one only unchanged.',
  },
  'not-storable': {
    status: 422,
    title: 'What follows from the request cannot be stored.',
    remedy: 'Send less, or split it.',
  },
  'too-many-requests': { status: 429, title: 'Too many requests.', remedy: again, retryAfter: 1 },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large.',
    remedy: 'Send fewer or shorter headers.',
  },
  'internal-error': {
    status: 500,
    title: 'Something broke that the sender cannot mend.',
    remedy: 'Report the requestId; repeating with the same Idempotency-Key or id is safe.',
  },
  contention: {
    status: 503,
    title: 'Others were faster every time; nothing was done.',
    remedy: again,
    retryAfter: 1,
  },
  draining: {
    status: 503,
    title: 'This process is shutting down or starting.',
    remedy: again,
    retryAfter: 1,
  },
  'store-unavailable': {
    status: 503,
    title: 'The event store cannot be reached; nothing was done.',
    remedy: again,
    retryAfter: 5,
  },
  'outcome-unknown': {
    status: 503,
    title: 'It is not known whether it was done.',
    remedy: `It is safe to ask: ${again}`,
    retryAfter: 2,
  },
  'read-store-unavailable': {
    status: 503,
    title: 'The read models cannot be reached.',
    remedy: again,
    retryAfter: 5,
  },
  'bus-unavailable': {
    status: 503,
    title: 'The message bus cannot be reached.',
    remedy: again,
    retryAfter: 5,
  },
  'projection-behind': {
    status: 503,
    title: 'The read model has not seen the wanted position yet.',
    remedy:
      'Read again after Retry-After seconds, wait longer with Prefer: wait=10, or read without a Consistency-Token.',
    retryAfter: 1,
  },
  'not-ready': {
    status: 503,
    title: 'Something that this process needs is in trouble.',
    remedy: 'checks[] names it.',
    retryAfter: 5,
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** The edge's own codes; the domain's refusals bring theirs. */
export type ProblemCode = keyof typeof kinds;

export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = kinds;

/** The domain's refusals, by kind: their codes are the contexts' own. */
export const refusalKinds = {
  unknown: { status: 404, title: 'There is no such thing.', remedy: fix },
  conflict: {
    status: 409,
    title: 'It is not in a state that allows this.',
    remedy: 'Read it again; the code says which state stands in the way.',
  },
  invalid: { status: 422, title: 'It is against a rule.', remedy: fix },
} as const satisfies Readonly<Record<string, ProblemKind>>;
