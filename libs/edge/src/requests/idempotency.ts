import { hash } from 'node:crypto';

import type { CommandMeta } from '@waybill/engine';
import { idFrom, type Actor } from '@waybill/kernel';

import { Problem } from '../problems/problem.js';
import { canonical } from './canonical.js';
import { headerOf, isFields, type EdgeRequest } from './request.js';

const KEY = /^(?:"([!#-[\]-~]{1,255})"|([!#-~]{1,255}))$/;
const methods: ReadonlySet<string> = new Set(['POST', 'PATCH']);

/** A request with an `Idempotency-Key`. */
export interface KeyedRequest {
  readonly key: string;
  readonly fingerprint: string;
  /** The metadata of its command, whose id derives from the key. */
  readonly meta: CommandMeta;
}

/** The `Idempotency-Key` of a request, quoted (RFC 9651 §3.3.3) or bare; ignored where the method is idempotent anyway. */
export function idempotencyKeyOf(request: EdgeRequest): string | undefined {
  const header = headerOf(request, 'idempotency-key');
  if (header === undefined || !methods.has(request.method)) return undefined;
  const [, quoted, bare] = KEY.exec(header) ?? [];
  const key = quoted ?? bare;
  if (key === undefined)
    throw new Problem(
      'idempotency-key-malformed',
      'Idempotency-Key must have 1 to 255 visible ASCII characters.',
    );
  return key;
}

/** The command id that derives from a key: the same sender and key always give the same id. */
export function keyedId(actor: Actor, key: string): string {
  return idFrom('idempotency', actor.id, key);
}

/** Equal for equal requests: method, route, and the fields of path and body in their standard spelling, in any order. */
export function fingerprintOf({ method, routeOptions, params }: EdgeRequest, fields: unknown): string {
  const given = isFields(fields) ? { ...params, ...fields } : [params, fields];
  return hash('sha256', `${method} ${routeOptions.url ?? ''} ${canonical(given)}`, 'hex');
}
