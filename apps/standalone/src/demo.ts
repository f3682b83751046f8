import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEdge } from '@waybill/edge';
import { Client } from './demo/client.js';
import { Story } from './demo/story.js';
import { printTimeline } from './demo/timeline.js';
import { StandaloneModule } from './standalone.module.js';

const USAGE = `Plays a story of six orders and prints their timelines.

  npm run demo                                   in a process and a folder of its own
  npm run demo -- --url http://127.0.0.1:3000    against one that runs
`;

const { values } = parseArgs({ options: { url: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) process.stdout.write(USAGE);
else if (values.url !== undefined) await play(values.url);
else await playInOwn();

async function play(url: string): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const client = new Client(url, say);
  const story = new Story(client, say);
  await story.receiveStock();
  const sent = ['orders.OrderLinesShipped', 'inventory.ReservationConsumed'];
  await printTimeline(client, await story.delivered(), ['orders.OrderCompleted'], say);
  await printTimeline(client, await story.split(), sent, say);
  await printTimeline(client, await story.captureRepeated(), sent, say);
  await printTimeline(client, await story.shortfall(), sent, say);
  await printTimeline(client, await story.outOfStock(), ['orders.OrderRejected'], say);
  await printTimeline(
    client,
    await story.cancelled(),
    ['orders.OrderCancelled', 'payments.PaymentVoided'],
    say,
  );
  say(`\n${await story.stockLeft()} tins are left to sell.\n`);
}

/** Starts Waybill in this process, in a folder that is deleted afterwards. */
async function playInOwn(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-demo-'));
  for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL'])
    process.env[store] = `embedded:${folder}`;
  const app = await createEdge(StandaloneModule);
  try {
    await app.listen(0, '127.0.0.1');
    await play(await app.getUrl());
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
}
