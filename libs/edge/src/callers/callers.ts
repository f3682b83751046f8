import { Caller } from './caller.js';
import { ROLES } from './roles.js';

/** Finds out who sends a request. */
export interface Callers {
  /** The caller with this bearer token; undefined when nobody has it. */
  find(token: string | undefined): Caller | undefined;
  /** Stops watching for changes. */
  close(): void;
}

/**
 * Every caller is one local actor with all roles. For a service that only its own machine can reach. Exports and events
 * omit personal data, because nobody is known who may read it.
 */
export class LocalCallers implements Callers {
  readonly #local = new Caller({ kind: 'user', id: 'local' }, ROLES, false);

  find(): Caller {
    return this.#local;
  }

  close(): void {}
}
