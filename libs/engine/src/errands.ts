import { Draining } from './errors.js';

interface Errand {
  run(): Promise<void>;
  giveUp(reason: Draining): void;
}

/** What others want done between two steps of a loop that must not be disturbed. */
export class Errands {
  private waiting: Errand[] = [];
  private isOver = false;

  /** `wake` is called when there is something to do. */
  constructor(private readonly wake: () => void) {}

  get some(): boolean {
    return this.waiting.length > 0;
  }

  /** Resolves or rejects as `run` does, when its turn has come; rejects with {@link Draining} when it never will. */
  add<T>(run: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.isOver) return reject(new Draining('Nothing more is done: shutting down.'));
      this.waiting.push({ run: () => run().then(resolve, reject), giveUp: reject });
      this.wake();
    });
  }

  async runAll(): Promise<void> {
    for (const errand of this.waiting.splice(0)) await errand.run();
  }

  /** Nothing is run any more. */
  end(): void {
    this.isOver = true;
    const reason = new Draining('Nothing more is done: shutting down.');
    for (const errand of this.waiting.splice(0)) errand.giveUp(reason);
  }
}
