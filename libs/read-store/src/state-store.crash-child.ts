import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedStateStore } from './read-store.embedded.js';

/**
 * A process that a test may kill: several writers each put one document after the other, for ever, and print `ack` with
 * its id, or `rejected` with the error's name and whether the store is in trouble. What was rejected is repeated unless
 * it is there after all. SIGTERM closes the store and ends the process.
 */
const [folder = '', writers = '4'] = process.argv.slice(2);

const store = new EmbeddedStateStore(folder);
const parked = await store.collection<{ text: string }>({ name: 'parked', version: 1, fields: {} });
const life = String(process.pid);
print('open');
process.once('SIGTERM', () => void store.close().finally(() => process.exit()));
for (let writer = 0; writer < Number(writers); writer += 1) void write(writer);

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n += 1) await insist(`${life}-${writer}-${n}`);
}

async function insist(id: string): Promise<void> {
  for (;;) {
    try {
      await parked.replace([{ id, document: { text: 'x'.repeat(500) }, fence: '1', replaces: undefined }]);
      return print(`ack ${id}`);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      print(`rejected ${name} ${(await store.trouble()) ? 'in trouble' : ''}`);
      await pause(20);
    }
  }
}

function print(line: string): void {
  writeSync(1, `${line}\n`);
}
