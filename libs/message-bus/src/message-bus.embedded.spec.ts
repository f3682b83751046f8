import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Broker } from './embedded/broker.js';
import { Database } from './embedded/database.js';
import { messageBusContract } from './message-bus.contract.js';
import { EmbeddedMessageBus } from './message-bus.embedded.js';

messageBusContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bus-'));
  const clients: EmbeddedMessageBus[] = [];
  let database: Database;
  const openMedium = () => new EmbeddedMessageBus(new Broker((database = new Database(folder))));
  return {
    open: async () => {
      const troubles = await Promise.all(clients.map((client) => client.trouble()));
      const open = clients.find((_, index) => troubles[index] !== 'The message bus is closed.');
      const bus = open?.connect() ?? openMedium();
      clients.push(bus);
      return bus;
    },
    interrupt: async () => {
      database.exec('PRAGMA query_only = ON');
      return async () => database.exec('PRAGMA query_only = OFF');
    },
    discard: () => rm(folder, { recursive: true }),
  };
});
