import type { Appended } from '../event-store.js';
import type { AppendRequest } from './admission.js';

/** The most events, and the most characters of JSON, in one commit; a single append may exceed the latter. */
const BATCH = { events: 2000, characters: 8_000_000 };

interface Pending {
  readonly request: AppendRequest;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps the appends that wait for their commit, in the order in which they came. */
export class Queue {
  #pending: Pending[] = [];

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** Rejects with what `admit` throws. */
  add(admit: () => AppendRequest): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ request: admit(), resolve, reject });
    });
  }

  /** As many as one commit takes. */
  take(): Batch {
    let events = 0;
    let characters = 0;
    const end = this.#pending.findIndex(({ request }, index) => {
      events += request.events.length;
      characters += request.characters;
      return index > 0 && (events > BATCH.events || characters > BATCH.characters);
    });
    return new Batch(this.#pending.splice(0, end < 0 ? this.#pending.length : end));
  }
}

/** Appends that share a commit. */
export class Batch {
  constructor(private readonly pending: readonly Pending[]) {}

  map<T>(judge: (request: AppendRequest) => T): readonly T[] {
    return this.pending.map(({ request }) => judge(request));
  }

  /** Answers each with its own. */
  settle(answers: readonly (Appended | Error)[]): void {
    this.pending.forEach(({ resolve, reject }, index) => {
      const answer = answers[index];
      if (answer instanceof Error || !answer) reject(answer);
      else resolve(answer);
    });
  }

  reject(error: unknown): void {
    for (const { reject } of this.pending) reject(error);
  }
}
