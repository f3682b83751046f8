import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedMessageBus } from './message-bus.embedded.js';
import type { MessageBus, Message } from './message-bus.js';

/**
 * A process that a test may kill: publishes one message after the other, for ever, and prints `safe` with the id of
 * each that is, or `rejected` with the error's name, and `in trouble` when the bus says so. What was rejected is
 * repeated. A consumer prints `delivered` with each id, and acknowledges every second one.
 */
const [folder = ''] = process.argv.slice(2);
const bus: MessageBus = new EmbeddedMessageBus(folder, { storeAfterMs: 0 });
await bus.declare([{ queue: 'q', topics: ['t'] }]);
const { signal } = new AbortController();
let delivered = 0;
await bus.consume('q', { signal }, (delivery) => {
  print(`delivered ${delivery.message.id}`);
  // Later, when the message has been stored: one that is acknowledged before that is never written.
  if ((delivered += 1) % 2 === 0) void pause(5).then(() => delivery.ack());
});
for (let id = 1; ; id += 1) await insist(String(id));

async function insist(id: string): Promise<void> {
  const mark: Message = { kind: 'mark', id, topic: 't', key: 'k', publisher: 'p', epoch: 1, position: id };
  for (;;) {
    try {
      await bus.publish([mark]);
      return print(`safe ${id}`);
    } catch (error) {
      const trouble = await bus.trouble();
      print(
        `rejected ${error instanceof Error ? error.name : ''}${trouble === undefined ? '' : ' in trouble'}`,
      );
      await pause(1);
    }
  }
}

function print(line: string): void {
  writeSync(1, `${line}\n`);
}
