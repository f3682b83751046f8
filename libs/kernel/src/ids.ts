import { hash, randomBytes } from 'node:crypto';

/** Lower-case UUID of any version (RFC 9562 §4). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The id of whatever these parts name together: a UUIDv5 (RFC 9562 §5.5) in a namespace of our own. */
export function idFrom(...parts: readonly (string | number)[]): string {
  const hex = hash('sha1', `waybill\u0000${parts.join('\u0000')}`, 'hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

let pool = Buffer.alloc(0);
let used = 0;

/** A new UUIDv7 (RFC 9562 §5.7): random, and sorted by the time it was made, which keeps indexes dense. */
export function newId(): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(10 * 256);
    used = 0;
  }
  const random = pool.toString('hex', used, used + 10);
  used += 10;
  const time = Date.now().toString(16).padStart(12, '0');
  const variant = ((parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
