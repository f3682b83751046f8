import type { Position } from '@waybill/kernel';
import { StoreDamaged } from '../event-store.js';
import type { LogQueries } from './log-queries.js';
import { damaged, format, restore, type Row } from './row.js';

/** How far the verification has come: every event up to `position` is as it was written. */
export interface VerifyProgress {
  readonly position: Position;
  readonly events: number;
}

/** A stream's last revision and its position, as the events tell them; by the streams' row ids. */
type Ends = Map<number, { readonly revision: number; readonly last: number }>;

/** The most events in a step, which holds the thread. */
const STEP_EVENTS_MAX = 1000;

const STREAMS = 'SELECT id, name, revision, last FROM streams WHERE last <= ?';

const WRONG_MARKS = `SELECT m.position FROM marks m LEFT JOIN events e ON e.position = m.position
  WHERE e.stream IS NOT m.stream OR e.revision IS NOT m.revision LIMIT 1`;

/**
 * Reads every event up to `head`, and what leads to them: the streams' heads, their chains, the marks, and the file's
 * own order. Throws StoreDamaged.
 */
export function* verify(queries: LogQueries, head: number): Generator<VerifyProgress> {
  try {
    yield* steps(queries, head);
  } catch (error) {
    throw queries.damage.remember(error);
  }
}

function* steps(queries: LogQueries, head: number): Generator<VerifyProgress> {
  const ends: Ends = new Map();
  for (let position = 0; position < head;) {
    const rows = queries.rows(position, Math.min(head, position + STEP_EVENTS_MAX));
    for (const row of rows) verifyRow(row, ends, queries.file);
    position += rows.length;
    yield { position: format(position), events: position };
  }
  verifyStreams(queries, ends, head);
  const [wrong] = queries.query<[number]>(WRONG_MARKS);
  if (wrong) throw damaged(queries.file, wrong[0], 'the mark that leads here is wrong');
  const [verdict] = queries.query<[string]>('PRAGMA integrity_check(1)');
  if (verdict?.[0] !== 'ok') throw new StoreDamaged(`${queries.file} is damaged: ${verdict?.[0]}.`);
}

function verifyRow(row: Row, ends: Ends, file: string): void {
  restore(row, file);
  const [position, stream, name, revision, previous] = row;
  const before = ends.get(stream) ?? { revision: -1, last: 0 };
  if (revision !== before.revision + 1 || previous !== before.last) {
    throw damaged(file, position, `revision ${before.revision + 1} of ${name} should follow ${before.last}`);
  }
  ends.set(stream, { revision, last: position });
}

function verifyStreams(queries: LogQueries, ends: Ends, head: number): void {
  for (const [id, name, revision, last] of queries.query<[number, string, number, number]>(STREAMS, head)) {
    const end = ends.get(id);
    if (end?.revision !== revision || end.last !== last) {
      throw damaged(queries.file, last, `it is not the last event of ${name}`);
    }
  }
}
