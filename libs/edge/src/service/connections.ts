import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The open connections of a server. Node closes idle connections when the server closes, but counts a connection that
 * never sent a request as busy; browsers open such connections in advance.
 */
export class Connections {
  readonly #open = new Set<Socket>();
  #isClosing = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      if (this.#isClosing) {
        socket.destroy();
        return;
      }
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** Closes connections that never sent anything, now and from now on. */
  closeUnused(): void {
    this.#isClosing = true;
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Closes all connections, whatever is in flight on them. */
  closeAll(): void {
    this.server.closeAllConnections();
  }
}
