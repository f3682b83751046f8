/** Sizes in bytes of a WAL and its frames (sqlite.org/fileformat2.html#walformat). */
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const PAGE_BYTES = 4096;

/** The lowest bit of the first word says in which byte order words are summed up. */
const BIG_ENDIAN_BIT = 1;

type Checksum = readonly [first: number, second: number];

/** The bytes of a WAL that holds this many pages. */
export function walLength(pages: number): number {
  return pages === 0 ? 0 : WAL_HEADER_BYTES + pages * (FRAME_HEADER_BYTES + PAGE_BYTES);
}

/** Whether every frame is what was written: each carries a checksum of itself and all that comes before it. */
export function isWhole(wal: Buffer): boolean {
  if (wal.length === 0) return true;
  const isLittleEndian = (wal.readUInt32BE(0) & BIG_ENDIAN_BIT) === 0;
  const add = (sum: Checksum, start: number, bytes: number) => addTo(sum, wal, start, bytes, isLittleEndian);
  let sum = add([0, 0], 0, 24);
  if (!hasChecksum(wal, 24, sum)) return false;
  for (let frame = WAL_HEADER_BYTES; frame < wal.length; frame += FRAME_HEADER_BYTES + PAGE_BYTES) {
    sum = add(add(sum, frame, 8), frame + FRAME_HEADER_BYTES, PAGE_BYTES);
    if (!hasChecksum(wal, frame + 16, sum)) return false;
  }
  return true;
}

function addTo(
  [first, second]: Checksum,
  wal: Buffer,
  start: number,
  bytes: number,
  isLittleEndian: boolean,
): Checksum {
  const words = new DataView(wal.buffer, wal.byteOffset + start, bytes);
  let [odd, even] = [first, second];
  for (let at = 0; at < bytes; at += 8) {
    odd = (odd + words.getUint32(at, isLittleEndian) + even) >>> 0;
    even = (even + words.getUint32(at + 4, isLittleEndian) + odd) >>> 0;
  }
  return [odd, even];
}

function hasChecksum(wal: Buffer, offset: number, [first, second]: Checksum): boolean {
  return wal.readUInt32BE(offset) === first && wal.readUInt32BE(offset + 4) === second;
}
