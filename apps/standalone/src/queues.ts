import { parseArgs } from 'node:util';
import { storeUrls } from '@waybill/engine';
import { openMessageBus } from '@waybill/message-bus';
import { declaredQueues, listQueues, removeQueue } from './queues/queues.js';

const USAGE = `Shows the queues of the message bus, and deletes those that no context declares any more, for example after a saga
was removed: such a queue keeps its messages on disk for ever. The service must be stopped.

  npm run queues                     every queue, the messages that wait in it, and whether a context declares it
  npm run queues -- remove <queue>   deletes a queue with its messages
  npm run queues -- --help

MESSAGE_BUS_URL names the bus.
`;

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
const [command = 'list', name] = positionals;
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await run();

async function run(): Promise<number> {
  if (command !== 'list' && (command !== 'remove' || name === undefined)) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    const bus = await openMessageBus(storeUrls().messages);
    try {
      const answer =
        command === 'remove' && name !== undefined
          ? await removeQueue(bus, name, declaredQueues())
          : await listQueues(bus, declaredQueues());
      process.stdout.write(`${answer}\n`);
      return 0;
    } finally {
      await bus.close();
    }
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
    return 1;
  }
}
