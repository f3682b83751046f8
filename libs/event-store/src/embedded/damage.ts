import { StoreDamaged } from '../event-store.js';

/** Remembers the first damage that was met until the store is closed, since only a restored log is whole again. */
export class FirstDamage {
  #message: string | undefined;

  get message(): string | undefined {
    return this.#message;
  }

  /** Gives the error back, to be thrown. */
  remember<E>(error: E): E {
    if (error instanceof StoreDamaged) this.#message ??= error.message;
    return error;
  }
}
