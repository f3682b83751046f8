import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ensureKnown, type Actor } from '@waybill/kernel';
import type { FastifyRequest } from 'fastify';

import { requestOf } from '../requests/request.js';
import type { Role } from './roles.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for the routes under /v1. */
    caller?: Caller | undefined;
  }
}

/** Who sends a request, and what this caller may do. */
export class Caller {
  readonly #roles: ReadonlySet<Role>;

  constructor(
    readonly actor: Actor,
    roles: Iterable<Role>,
    /** Whether exports and events may contain names, addresses and contacts in plain text. */
    readonly mayReadPersonalData: boolean,
    /** The customer whose things the caller owns. */
    readonly customerId?: string | undefined,
  ) {
    this.#roles = new Set(roles);
  }

  hasOneOf(roles: readonly Role[]): boolean {
    return roles.some((role) => this.#roles.has(role));
  }

  /**
   * Refuses with `<thing>-unknown` (404) unless the caller is staff or owns the thing. A customer so does not learn which
   * ids of others exist. Call it with the document before it is answered or commanded.
   */
  ensureOwns(thing: string, customerId: string | undefined): void {
    const isOwn = customerId !== undefined && customerId === this.customerId;
    ensureKnown(isOwn || this.hasOneOf(['staff']), `${thing}-unknown`);
  }
}

/** The caller of a request: `one(@CalledBy() caller: Caller)`. */
export function CalledBy(): ParameterDecorator {
  return createParamDecorator((_: unknown, context: ExecutionContext) => callerOf(requestOf(context)))();
}

/** The authenticated caller of a request under /v1. */
export function callerOf(request: Pick<FastifyRequest, 'caller'>): Caller {
  if (!request.caller) throw new TypeError('The route is open to everybody: it has no caller.');
  return request.caller;
}
