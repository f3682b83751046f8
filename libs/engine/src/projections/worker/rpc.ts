import type { MessagePort, Worker } from 'node:worker_threads';

/** What the other thread may call; arguments and results must be cloneable. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Call {
  /** 0: no answer is wanted. */
  readonly call: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly answer: number;
  /** Of the type that the caller expects: both threads run the same release. */
  readonly result: never;
  /** A class does not survive the way between threads; its name and message do. */
  readonly failure?: { readonly name: string; readonly message: string };
}

/** A failure in the other thread; `kind` is the name of its class there. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';

  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

/** Calls methods of another thread and answers its calls. */
export class Rpc {
  private readonly pending = new Map<
    number,
    { resolve(result: never): void; reject(failure: Error): void }
  >();
  private calls = 0;
  private failure: Error | undefined;

  constructor(
    private readonly port: Pick<Worker | MessagePort, 'postMessage' | 'on'>,
    private readonly methods: Methods,
  ) {
    port.on('message', (message: Call | Answer) => {
      if ('call' in message) void this.answer(message);
      else this.receive(message);
    });
  }

  /** Rejects with {@link RemoteFailure}, or with what {@link fail} was called with. */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    if (this.failure) return Promise.reject(this.failure);
    const call = (this.calls += 1);
    return new Promise((resolve, reject) => {
      this.pending.set(call, { resolve, reject });
      this.port.postMessage({ call, method, args } satisfies Call);
    });
  }

  /** Calls without an answer; a failure over there is reported over there. */
  notify(method: string, ...args: readonly unknown[]): void {
    this.port.postMessage({ call: 0, method, args } satisfies Call);
  }

  /** The other thread has ended: nothing will be answered. */
  fail(failure: Error): void {
    this.failure = failure;
    for (const waiting of this.pending.values()) waiting.reject(failure);
    this.pending.clear();
  }

  private async answer({ call, method, args }: Call): Promise<void> {
    try {
      const run: ((...args: never[]) => unknown) | undefined = this.methods[method];
      if (!run) throw new TypeError(`There is no method ${method}.`);
      const result: unknown = await Reflect.apply(run, undefined, args);
      if (call > 0) this.port.postMessage({ answer: call, result });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      if (call > 0) this.port.postMessage({ answer: call, failure: { name, message } });
    }
  }

  private receive({ answer, result, failure }: Answer): void {
    const waiting = this.pending.get(answer);
    this.pending.delete(answer);
    if (failure) waiting?.reject(new RemoteFailure(failure.name, failure.message));
    else waiting?.resolve(result);
  }
}
