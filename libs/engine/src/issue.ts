import type { Actor, Command, Position } from '@waybill/kernel';

/** On whose behalf and because of what a command is given. */
export interface Issue {
  /** A UUID. The same id is decided once, however often it is sent. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly traceparent?: string;
  readonly tenant?: string;
  /**
   * The command's id did not exist before this position: its cause, or the claim of its idempotency key. Missing: the
   * id is fresh. A stream longer than the engine remembers is searched back to here, and no further, for the id.
   */
  readonly since?: Position;
  /** Refuse with {@link RevisionMismatch} unless the aggregate is at this revision (`If-Match`). */
  readonly ifRevision?: number;
}

/** Hands the object it is given to whoever extends it as `this`. */
class Same {
  constructor(command: Command) {
    return command;
  }
}

/** Writes on a command what neither a comparison nor JSON sees: a private field of a class that it is no instance of. */
class Stamp extends Same {
  #issue: Issue;

  constructor(command: Command, circumstances: Issue) {
    super(command);
    this.#issue = circumstances;
  }

  static renew(command: Command, circumstances: Issue): boolean {
    if (!(#issue in command)) return false;
    command.#issue = circumstances;
    return true;
  }

  static read(command: Command): Issue | undefined {
    return #issue in command ? command.#issue : undefined;
  }
}

/** Gives a command its circumstances, so that it can travel alone through the command bus. */
export function issue<C extends Command>(command: C, circumstances: Issue): C {
  if (!Stamp.renew(command, circumstances)) new Stamp(command, circumstances);
  return command;
}

/** The circumstances a command was given; throws a TypeError for one that never was. */
export function issueOf(command: Command): Issue {
  const found = Stamp.read(command);
  if (!found) throw new TypeError(`${command.constructor.name} was dispatched without being issued.`);
  return found;
}
