/** Of a WAL and its frames, as in sqlite.org/fileformat2.html#walformat. */
const HEADER = 32;
const FRAME_HEADER = 24;
const PAGE = 4096;

/** The lowest bit of the first word says in which byte order the words are summed up. */
const BIG_ENDIAN = 1;

type Sum = readonly [number, number];

/** The bytes of a WAL that holds so many pages. */
export function lengthOf(pages: number): number {
  return HEADER + pages * (FRAME_HEADER + PAGE);
}

/** Whether every frame is what was written: each carries the sum over all that comes before it, and over itself. */
export function isWhole(wal: Buffer): boolean {
  const isLittle = (wal.readUInt32BE(0) & BIG_ENDIAN) === 0;
  let sum = sumOf(wal, 0, 24, isLittle, [0, 0]);
  if (!isAt(wal, 24, sum)) return false;
  for (let frame = HEADER; frame < wal.length; frame += FRAME_HEADER + PAGE) {
    sum = sumOf(wal, frame, 8, isLittle, sum);
    sum = sumOf(wal, frame + FRAME_HEADER, PAGE, isLittle, sum);
    if (!isAt(wal, frame + 16, sum)) return false;
  }
  return true;
}

function sumOf(wal: Buffer, start: number, length: number, isLittle: boolean, before: Sum): Sum {
  const words = new DataView(wal.buffer, wal.byteOffset + start, length);
  let [first, second] = before;
  for (let at = 0; at < length; at += 8) {
    first = (first + words.getUint32(at, isLittle) + second) >>> 0;
    second = (second + words.getUint32(at + 4, isLittle) + first) >>> 0;
  }
  return [first, second];
}

function isAt(wal: Buffer, offset: number, [first, second]: Sum): boolean {
  return wal.readUInt32BE(offset) === first && wal.readUInt32BE(offset + 4) === second;
}
