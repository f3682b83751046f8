import { crc32 } from 'node:zlib';
import type { Position } from '@waybill/kernel';
import { START, StoreDamaged, type StoredEvent } from '../event-store.js';

/** An event as a reader selects it, in the order of {@link COLUMNS}; `name` is its stream's. */
export type Row = readonly [
  position: number,
  stream: number,
  name: string | null,
  revision: number,
  previous: number,
  id: string,
  type: string,
  version: number,
  recordedAt: number,
  data: string,
  meta: string,
  checksum: number,
];

export const COLUMNS =
  'e.position, e.stream, s.name, e.revision, e.previous, e.id, e.type, e.version, e.recorded_at, e.data, e.meta, e.checksum';

/** An event in memory. */
export interface Entry {
  readonly event: StoredEvent;
  /** The position of the event before it in its stream; 0 when there is none. */
  readonly previous: number;
  /** Of its data and meta as JSON. */
  readonly characters: number;
}

/** CRC-32 over everything that a reader relies on, the stream's name included. */
export function checksum(
  position: number,
  name: string,
  revision: number,
  previous: number,
  id: string,
  type: string,
  version: number,
  recordedAt: number,
  data: string,
  meta: string,
): number {
  const head = `${position}\n${revision}\n${previous}\n${version}\n${recordedAt}\n${name}\n${id}\n${type}`;
  return crc32(meta, crc32(data, crc32(head)));
}

/** The event of a row that is exactly what was written. */
export function restore(row: Row, file: string): StoredEvent {
  const [position, , name, revision, previous, id, type, version, recordedAt, data, meta, sum] = row;
  if (
    name === null ||
    typeof data !== 'string' ||
    typeof meta !== 'string' ||
    sum !== checksum(position, name, revision, previous, id, type, version, recordedAt, data, meta)
  ) {
    throw damaged(
      file,
      position,
      `the event ${revision} of ${name ?? 'an unknown stream'} is not what was written`,
    );
  }
  return {
    id,
    type,
    version,
    data: JSON.parse(data),
    meta: JSON.parse(meta),
    stream: name,
    revision,
    position: format(position),
    recordedAt: instant(recordedAt),
  };
}

export function damaged(file: string, position: number, what: string): StoreDamaged {
  return new StoreDamaged(`${file} is damaged at position ${position}: ${what}.`);
}

/** Sixteen digits hold every integer that JavaScript counts exactly, and compare as strings. */
export function format(position: number): Position {
  return position === 0 ? START : String(position).padStart(16, '0');
}

export function parse(position: Position): number {
  if (position === START) return 0;
  if (!/^\d{16}$/.test(position)) throw new RangeError(`"${position}" is not a position of this store.`);
  return Number(position);
}

let lastMillis = 0;
let lastInstant = new Date(0).toISOString();

/** RFC 3339; events of one commit share the instant, so that the last one is worth keeping. */
export function instant(millis: number): string {
  if (millis !== lastMillis) {
    lastInstant = new Date(millis).toISOString();
    lastMillis = millis;
  }
  return lastInstant;
}
