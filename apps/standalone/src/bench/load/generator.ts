import { connect, type Socket } from 'node:net';
import { createHistogram, performance } from 'node:perf_hooks';

/** What came of a round of requests; latencies in milliseconds. */
export interface Round {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Traffic {
  readonly port: number;
  readonly connections: number;
  /** When to stop, whichever comes first. */
  readonly seconds: number;
  readonly count?: number;
  /** The n-th request as it goes over the wire; undefined while there must be none. */
  readonly next: (index: number) => string | undefined;
}

/** HTTP/1.1 over keep-alive connections, each with one request on its way at a time. Knows just enough of the protocol. */
export class Generator {
  private sent = 0;
  private isOver = false;
  private readonly idle: Connection[] = [];
  private readonly times = createHistogram();
  private readonly statuses: Record<string, number> = {};
  private readonly finished = Promise.withResolvers<void>();

  constructor(private readonly traffic: Traffic) {}

  async run(): Promise<Round> {
    const { port, connections, seconds } = this.traffic;
    const opened = await Promise.all(Array.from({ length: connections }, () => this.open(port)));
    const startedAt = performance.now();
    const over = setTimeout(() => this.end(), seconds * 1_000);
    for (const connection of opened) this.feed(connection);
    await this.finished.promise.finally(() => clearTimeout(over));
    const took = (performance.now() - startedAt) / 1_000;
    for (const connection of opened) connection.close();
    return this.roundOf(took);
  }

  /** Looks again whether there may be a request, for every connection that had to pause. */
  resume(): void {
    for (const connection of this.idle.splice(0)) this.feed(connection);
  }

  private async open(port: number): Promise<Connection> {
    const connection = new Connection(
      (status, milliseconds) => {
        this.statuses[status] = (this.statuses[status] ?? 0) + 1;
        this.times.record(Math.max(1, Math.round(milliseconds * 1_000)));
        this.feed(connection);
      },
      (reason) => this.finished.reject(reason),
    );
    await connection.open(port);
    return connection;
  }

  private feed(connection: Connection): void {
    if (this.sent === this.traffic.count) this.isOver = true;
    const request = this.isOver ? undefined : this.traffic.next(this.sent);
    if (request === undefined) {
      this.idle.push(connection);
      if (this.isOver && this.idle.length === this.traffic.connections) this.finished.resolve();
      return;
    }
    this.sent += 1;
    connection.send(request);
  }

  private end(): void {
    this.isOver = true;
    this.resume();
  }

  private roundOf(seconds: number): Round {
    const { sent: requests, statuses, times } = this;
    const milliseconds = (percentile: number) => times.percentile(percentile) / 1_000;
    const [p50, p99] = [milliseconds(50), milliseconds(99)];
    return { requests, seconds, perSecond: requests / seconds, statuses, p50, p99, max: times.max / 1_000 };
  }
}

/** The largest answer that is understood, in bytes. */
const LARGEST = 64 * 1024;

class Connection {
  private readonly received = Buffer.alloc(LARGEST);
  private socket: Socket | undefined;
  private length = 0;
  private sentAt = 0;

  constructor(
    private readonly answered: (status: number, milliseconds: number) => void,
    private readonly failed: (reason: Error) => void,
  ) {}

  /** Reads into one buffer that is used again and again: the stream in between would cost more than the answer. */
  open(port: number): Promise<void> {
    const buffer = Buffer.alloc(LARGEST);
    const callback = (length: number) => this.take(buffer.subarray(0, length));
    return new Promise((opened) => {
      this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } }, opened)
        .on('error', this.failed)
        .on('end', () => this.failed(new Error('The server closed a connection.')));
    });
  }

  send(request: string): void {
    this.sentAt = performance.now();
    this.length = 0;
    this.socket?.write(request, 'latin1');
  }

  close(): void {
    this.socket?.destroy();
  }

  private take(chunk: Buffer): boolean {
    this.length += chunk.copy(this.received, this.length);
    const end = this.received.subarray(0, this.length).indexOf('\r\n\r\n');
    if (end < 0) return true;
    const head = this.received.toString('latin1', 0, end);
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
    const total = end + 4 + Number(length);
    if (length === undefined || total > LARGEST) this.failed(new Error(`Not understood: ${head}`));
    else if (this.length === total) this.answered(Number(head.slice(9, 12)), performance.now() - this.sentAt);
    return true;
  }
}
