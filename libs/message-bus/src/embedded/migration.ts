import type { DatabaseSync } from 'node:sqlite';
import { QUEUES, queueTable } from './tables.js';

/** A message of layout 1 in today's words. All were events; the context is the topic's first part. */
const CONVERTED = `json_set(message, '$.kind', 'event', '$.epoch', 0, '$.publisher',
  substr(message ->> '$.topic', 1, instr(message ->> '$.topic', '.') - 1))`;

/** A queue collected a topic from after the sequence where the queue first asked for the topic. */
const WAITING = `
  SELECT ${CONVERTED} FROM messages LEFT JOIN json_each(:topics) AS since ON since.key = topic
  WHERE sequence > :cursor AND CASE WHEN queue IS NULL THEN sequence > since.value ELSE queue = :name END
  ORDER BY sequence`;

/**
 * Moves what layout 1 had not delivered yet into a table per queue: to be called within a transaction. Parked
 * messages come first and are delivered again, because the engine parks now. The publishers' progress is deleted.
 */
export function migrateFromLayout1(connection: DatabaseSync): void {
  connection.exec(`ALTER TABLE queues RENAME TO queues_1; ${QUEUES}`);
  const rows = connection.prepare('SELECT name, cursor, topics FROM queues_1 ORDER BY name').all();
  rows.forEach(({ name = null, cursor = null, topics = null }, index) => {
    const number = index + 1;
    connection.exec(queueTable(number));
    const insert = `INSERT INTO queue_${number} (message)`;
    connection
      .prepare(`INSERT INTO queues SELECT ?, ?, json_group_array(key) FROM json_each(?)`)
      .run(number, name, topics);
    connection.prepare(`${insert} SELECT ${CONVERTED} FROM parked WHERE queue = ? ORDER BY place`).run(name);
    connection.prepare(`${insert} ${WAITING}`).run({ name, cursor, topics });
  });
  connection.exec('DROP TABLE queues_1; DROP TABLE messages; DROP TABLE parked; DROP TABLE publishers');
}
