import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Engine, idle } from '@waybill/engine';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';

/** The journeys of one line: how long each took from being placed until its confirmation was in the log. */
export interface JourneyTimes {
  readonly milliseconds: readonly number[];
}

/** Everything has been shown, published and reacted to. */
export interface Idle {
  /** Items that could not be handled and are parked. */
  readonly parked: number;
}

/** Bytes: now, and the most there have been. */
export interface Memory {
  readonly resident: number;
  readonly peak: number;
}

/** Each look makes all readers write, which would slow down what is measured: one in so many milliseconds. */
const IDLE_EVERY_MS = 50;

/** Answers the bench on a port beside the server's own port: `/idle`, `/memory`, and `/journeys`, one line per slice. */
export async function openProbe(app: NestFastifyApplication): Promise<string> {
  const engine = app.get(Engine, { strict: false });
  const store = app.get(EventStore, { strict: false });

  const whenIdle = async (response: ServerResponse) => {
    const bus = app.get(MessageBus, { strict: false });
    await idle(engine, store, bus, { everyMs: IDLE_EVERY_MS });
    send(response, { parked: (await engine.parked()).length } satisfies Idle);
  };
  const memory = async (response: ServerResponse) => {
    const peak = process.resourceUsage().maxRSS * 1024;
    send(response, { resident: process.memoryUsage.rss(), peak } satisfies Memory);
  };
  const journeys = (response: ServerResponse) => sendJourneys(store, response);
  const answers = new Map([
    ['/idle', whenIdle],
    ['/memory', memory],
    ['/journeys', journeys],
  ]);

  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? '');
    if (!answer) return response.writeHead(404).end();
    answer(response).catch((failure: unknown) => response.destroy(new Error(String(failure))));
    return undefined;
  });
  await once(server.listen(0, '127.0.0.1').unref(), 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function send(response: ServerResponse, what: object): void {
  response.end(JSON.stringify(what));
}

async function sendJourneys(store: EventStore, response: ServerResponse): Promise<void> {
  const leaving = new AbortController();
  response.once('close', () => leaving.abort()).flushHeaders();
  const placedAt = new Map<string, number>();
  for await (const { events } of store.subscribe({ after: await store.head(), signal: leaving.signal })) {
    const now = Date.now();
    const milliseconds: number[] = [];
    for (const { type, stream, meta } of events) {
      if (type === 'OrderPlaced') placedAt.set(stream, Date.parse(meta.occurredAt));
      else if (type === 'OrderConfirmed') milliseconds.push(now - (placedAt.get(stream) ?? now));
      if (type === 'OrderConfirmed') placedAt.delete(stream);
    }
    if (milliseconds.length > 0)
      response.write(`${JSON.stringify({ milliseconds } satisfies JourneyTimes)}\n`);
  }
}
