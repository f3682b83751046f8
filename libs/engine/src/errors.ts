import { OutcomeUnknown, StoreUnavailable } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import { KeyStoreUnavailable } from '@waybill/key-store';
import { BusUnavailable } from '@waybill/message-bus';
import { ReadStoreUnavailable } from '@waybill/read-store';

/** The aggregate is not at the revision that the sender had seen (`If-Match`). */
export class RevisionMismatch extends Error {
  override readonly name = 'RevisionMismatch';

  constructor(
    readonly expected: number,
    readonly actual: number | undefined,
  ) {
    super(`Expected revision ${expected}, found ${actual ?? 'none'}.`);
  }
}

/** Other writers changed the stream during every attempt; nothing was written. */
export class Contention extends Error {
  override readonly name = 'Contention';
}

/** The engine takes no commands: it is shutting down, or not running yet. */
export class Draining extends Error {
  override readonly name = 'Draining';
}

/** The read model has not reached the position that the reader asked for within the time that the reader allowed. */
export class ProjectionBehind extends Error {
  override readonly name = 'ProjectionBehind';

  constructor(
    readonly projection: string,
    readonly wanted: Position,
    readonly reached: Position | undefined,
  ) {
    super(`${projection} has not reached the wanted position yet.`);
  }
}

/** A reader cannot go on until a person has acted; the message says what to do. */
export class ReaderStopped extends Error {
  override readonly name = 'ReaderStopped';
}

/** Another process owns the context now: a newer epoch has claimed what this one wanted to write. */
export class OwnershipLost extends Error {
  override readonly name = 'OwnershipLost';
}

/** Whether trying again later can help, for as long as it takes: a store, the bus or this process is not available. */
export function isUnavailable(failure: unknown): boolean {
  return (
    failure instanceof StoreUnavailable ||
    failure instanceof OutcomeUnknown ||
    failure instanceof ReadStoreUnavailable ||
    failure instanceof KeyStoreUnavailable ||
    failure instanceof BusUnavailable ||
    failure instanceof Contention ||
    failure instanceof Draining ||
    failure instanceof ProjectionBehind
  );
}

/** Whether the code itself is wrong, so that trying again cannot help. A network error of `fetch` has a cause. */
export function isProgrammingError(failure: unknown): boolean {
  const isOfTheLanguage =
    failure instanceof TypeError || failure instanceof ReferenceError || failure instanceof RangeError;
  return isOfTheLanguage && failure.cause === undefined;
}

export function reasonOf(failure: unknown): string {
  return failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
}
