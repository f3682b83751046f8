/** The queues that exist; `topics` is a JSON array. */
export const QUEUES = `
  CREATE TABLE queues (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, topics TEXT NOT NULL)
`;

/**
 * The messages of one queue that its consumer has not acknowledged: acknowledging deletes the row. A table per queue,
 * with a copy of the text, so that a queue that nobody consumes keeps no other queue's messages on disk, and a page is
 * one range of the primary key.
 */
export function queueTable(number: number): string {
  return `CREATE TABLE queue_${number} (sequence INTEGER PRIMARY KEY, message TEXT NOT NULL)`;
}
