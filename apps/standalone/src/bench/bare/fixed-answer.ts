import { once } from 'node:events';
import { createServer } from 'node:net';
import { say } from '../processes.js';

/** Answers whatever arrives with the same bytes: about as fast as one thread of Node can answer. */
const answer = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok';

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(answer, 'latin1')).on('error', () => socket.destroy());
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const address = server.address();
say({ port: typeof address === 'object' ? address?.port : 0 });
