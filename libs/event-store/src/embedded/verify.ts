import type { Position } from '@waybill/kernel';
import type { LogReader } from './log-reader.js';
import { damaged, format, restore } from './row.js';

/** How far a scan has come: every event up to `position` is as it was written. */
export interface Progress {
  readonly position: Position;
  readonly events: number;
}

const SLICE = 1000;

/** Reads every event, and what leads to them: the streams' heads, their chains, the marks, and the file's own order. */
export function* verify(reader: LogReader): Generator<Progress> {
  const head = reader.head();
  const streams = new Map<number, { revision: number; last: number }>();
  for (let position = 0; position < head;) {
    const rows = reader.rows(position, Math.min(head, position + SLICE));
    for (const row of rows) {
      restore(row, reader.file);
      const [at, stream, name, revision, previous] = row;
      const before = streams.get(stream) ?? { revision: -1, last: 0 };
      if (revision !== before.revision + 1 || previous !== before.last) {
        throw damaged(
          reader.file,
          at,
          `revision ${before.revision + 1} of ${name} should follow ${before.last}`,
        );
      }
      streams.set(stream, { revision, last: at });
    }
    position += rows.length;
    yield { position: format(position), events: position };
  }
  reader.verifyIndexes(streams, head);
}
