import { hash, randomFillSync } from 'node:crypto';

/** Lower-case UUID of any version (RFC 9562 §4). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The hex digit that RFC 9562 §4.1 makes of another one, as the first of the variant's octet. */
const VARIANT = '89ab'.repeat(4);

/** The id of whatever these parts name together: a UUIDv5 (RFC 9562 §5.5) in a namespace of our own. */
export function idFrom(...parts: readonly (string | number)[]): string {
  let name = 'waybill';
  for (const part of parts) name += `\u0000${part}`;
  const digest = hash('sha1', name, 'hex');
  const variant = VARIANT.charAt(parseInt(digest.charAt(16), 16));
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/**
 * Ids for a series of things that these parts name together, from one hash: `idsFrom('order-1', commandId)(0)`. The index
 * is added to the last 32 bits of {@link idFrom}.
 */
export function idsFrom(...parts: readonly (string | number)[]): (index: number) => string {
  const first = idFrom(...parts);
  const start = parseInt(first.slice(28), 16);
  return (index) =>
    index === 0 ? first : first.slice(0, 28) + ((start + index) >>> 0).toString(16).padStart(8, '0');
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = (byte: number | undefined) => HEX[byte ?? 0];

const RANDOM = 10;
const pool = Buffer.alloc(RANDOM * 512);
let used = pool.length;
let lastTime = 0;
let prefix = '';

/** A new UUIDv7 (RFC 9562 §5.7): random, and sorted by the time it was made, which keeps indexes dense. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const time = Date.now();
  if (time !== lastTime) {
    lastTime = time;
    const digits = time.toString(16).padStart(12, '0');
    prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
  }
  const at = used;
  used += RANDOM;
  const variant = hex(((pool[at] ?? 0) & 0x3f) | 0x80);
  const random = `${hex(pool[at + 1])}${hex(pool[at + 2])?.charAt(0)}`;
  return `${prefix}${random}-${variant}${hex(pool[at + 3])}-${hex(pool[at + 4])}${hex(pool[at + 5])}${hex(pool[at + 6])}${hex(pool[at + 7])}${hex(pool[at + 8])}${hex(pool[at + 9])}`;
}
