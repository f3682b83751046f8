import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Generator } from './generator.js';

const ANSWER = 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok';

describe('the load generator', () => {
  test('sends as many requests as it is told to and counts the answers by status', async () => {
    const requests: string[] = [];
    await using server = await answering((socket, request) => {
      requests.push(request);
      socket.write(ANSWER);
    });
    const next = (index: number) => `GET /${index} HTTP/1.1\r\n\r\n`;
    const round = await new Generator({
      port: server.port,
      connections: 4,
      seconds: 10,
      count: 50,
      next,
    }).run();
    expect(round).toMatchObject({ requests: 50, statuses: { 201: 50 } });
    expect(new Set(requests)).toEqual(new Set(Array.from({ length: 50 }, (_, index) => next(index))));
  });

  test('puts an answer together that comes in pieces', async () => {
    await using server = await answering((socket) => {
      socket.write(ANSWER.slice(0, 30));
      setTimeout(() => socket.write(ANSWER.slice(30)), 5);
    });
    const next = () => 'GET / HTTP/1.1\r\n\r\n';
    const round = await new Generator({
      port: server.port,
      connections: 1,
      seconds: 10,
      count: 3,
      next,
    }).run();
    expect(round.statuses).toEqual({ 201: 3 });
  });

  test('pauses while there must be no request, and goes on when it may', async () => {
    await using server = await answering((socket) => socket.write(ANSWER));
    let allowed = 5;
    const next = () => (allowed-- > 0 ? 'GET / HTTP/1.1\r\n\r\n' : undefined);
    const generator = new Generator({ port: server.port, connections: 2, seconds: 0.2, next });
    setTimeout(() => {
      allowed = 3;
      generator.resume();
    }, 50);
    expect((await generator.run()).requests).toBe(8);
  });

  test('fails when the server closes a connection', async () => {
    await using server = await answering((socket) => socket.end());
    const next = () => 'GET / HTTP/1.1\r\n\r\n';
    const generator = new Generator({ port: server.port, connections: 1, seconds: 1, next });
    await expect(generator.run()).rejects.toThrow('closed a connection');
  });
});

async function answering(answer: (socket: Socket, request: string) => void) {
  const server = createServer((socket) =>
    socket.on('data', (request) => answer(socket, String(request))).on('error', () => socket.destroy()),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
