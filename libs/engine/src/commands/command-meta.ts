import type { Actor, Command, Position } from '@waybill/kernel';
import type { Cause } from './settled-causes.js';

/** On whose behalf and because of what a command is sent. */
export interface CommandMeta {
  /** A UUID. A command id is decided once, however often it is sent. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly traceparent?: string | undefined;
  readonly tenant?: string | undefined;
  /**
   * The position in the log before which this command id did not exist: its cause, or the claim of its idempotency key.
   * Without it the id counts as new. Long streams are searched for the id back to this position, and no further.
   */
  readonly since?: Position | undefined;
  /** Refuse with {@link RevisionMismatch} unless the aggregate is at this revision (`If-Match`). */
  readonly ifRevision?: number | undefined;
  /** The event that a saga reacts to. A cause that this stream has already answered with "nothing to do" is skipped. */
  readonly cause?: Cause | undefined;
}

const metas = new WeakMap<Command, CommandMeta>();

/** Attaches the metadata with which a command is dispatched through Nest's command bus, which takes the command alone. */
export function withMeta<C extends Command>(command: C, meta: CommandMeta): C {
  metas.set(command, meta);
  return command;
}

/** The metadata that was attached to a command; throws a TypeError when there is none. */
export function metaOf(command: Command): CommandMeta {
  const meta = metas.get(command);
  if (!meta) throw new TypeError(`${command.constructor.name} was dispatched without metadata.`);
  return meta;
}
