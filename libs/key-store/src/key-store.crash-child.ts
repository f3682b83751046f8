import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedKeyStore } from './key-store.embedded.js';

/**
 * A process that a test may kill: obtains the key of one subject after the other, for ever, and prints `ack` with the
 * subject and the key, or `rejected` with the error's name and whether the store is in trouble.
 */
const [folder = ''] = process.argv.slice(2);

const store = new EmbeddedKeyStore(folder);
const life = String(process.pid);
for (let n = 0; ; n += 1) {
  const subject = `${life}-${n}`;
  try {
    const [found] = await store.obtain([subject]);
    print(`ack ${subject} ${Buffer.from(found?.key ?? []).toString('hex')}`);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    print(`rejected ${name} ${(await store.trouble()) ? 'in trouble' : ''}`);
    await pause(5);
  }
}

function print(line: string): void {
  writeSync(1, `${line}\n`);
}
