import type { FastifyInstance, FastifyRequest } from 'fastify';

import { Problem } from '../problems/problem.js';
import type { Callers } from './callers.js';
import { rolesFor } from './roles.js';

/** Everything under this path needs a caller. Health, problem pages and documentation are open to everybody. */
const API = '/v1';
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Gives every request under /v1 its caller, before its body is read: 401 without one, 403 without the route's role. */
export function authenticate(instance: FastifyInstance, callers: Callers): void {
  instance.decorateRequest('caller', undefined);
  instance.addHook('onRequest', (request, _reply, done) => {
    if (!isOfTheApi(request.url)) return done();
    const caller = callers.find(tokenOf(request));
    request.caller = caller;
    if (!caller) return done(unauthenticated());
    const roles = rolesFor(request);
    if (caller.hasOneOf(roles) || request.is404) return done();
    return done(
      new Problem('forbidden', `This needs the role ${roles.join(' or ')}.`, { members: { roles } }),
    );
  });
}

function isOfTheApi(url: string): boolean {
  return url.startsWith(API) && /^$|^[/?]/.test(url.charAt(API.length));
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}

function unauthenticated(): Problem {
  const detail = 'Send Authorization: Bearer <token> with the token of an actor.';
  return new Problem('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });
}
