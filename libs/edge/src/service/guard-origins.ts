import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../problems/problem.js';
import type { KnownHosts } from './known-hosts.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const EXPOSED =
  'ETag, Location, Link, Consistency-Token, Idempotent-Replayed, Preference-Applied, Retry-After, X-Request-Id';
const REQUEST_HEADERS =
  'Authorization, Content-Type, Consistency-Token, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Correlation-Id, X-Request-Id';

/**
 * Refuses requests that a web page of a stranger has sent. Browsers name the page in `Origin`, and do not let it read
 * answers without CORS headers, which only origins in `ALLOWED_ORIGINS` get.
 */
export function guardOrigins(instance: FastifyInstance, hosts: KnownHosts): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const { host, origin } = request.headers;
    if (host === undefined || host === '') return done(new Problem('host-missing'));
    if (!hosts.knows(host)) return done(new Problem('host-unknown', `Host is ${host.slice(0, 200)}.`));
    if (origin === undefined || hosts.isOwn(origin, host)) return done();
    if (hosts.isAllowed(origin)) return answerAllowed(request, reply, origin, done);
    if (SAFE_METHODS.has(request.method)) return done();
    return done(new Problem('origin-foreign', `Origin is ${origin.slice(0, 200)}.`));
  });
}

/** CORS for a page of another origin that may use the API; a preflight request is answered at once. */
function answerAllowed(request: FastifyRequest, reply: FastifyReply, origin: string, done: () => void): void {
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
    vary: 'Origin',
  });
  const wanted = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || wanted === undefined) return done();
  reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': '600',
    })
    .send();
}
