import { hash, randomBytes } from 'node:crypto';

/** A new bearer token of 256 random bits. Its prefix lets secret scanners find it. */
export function newToken(): string {
  return `waybill_${randomBytes(32).toString('base64url')}`;
}

/**
 * What the file of actors stores of a token. Tokens are random, so that a fast hash suffices: there are no common ones
 * that a thief of the file could try.
 */
export function hashOfToken(token: string): string {
  return hash('sha256', token, 'hex');
}
