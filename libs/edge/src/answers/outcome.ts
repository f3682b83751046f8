import { isUnavailable, type Receipt } from '@waybill/engine';

/** The answer to a command whose outcome was waited for, or which is accepted and not done yet. */
export class Outcome<D extends object = object> {
  constructor(
    readonly receipt: Receipt,
    /** 201 or 200 when it is decided; 202 when the outcome is still open. */
    readonly isDecided: boolean,
    /** What is known so far. */
    readonly document?: D | undefined,
    /** How long the sender was willing to wait, in seconds; undefined when the sender did not ask to wait. */
    readonly waitSeconds?: number | undefined,
  ) {}
}

/** Answers 202: the command is accepted, and what it asks for happens later. */
export function accepted(receipt: Receipt): Outcome {
  return new Outcome(receipt, false);
}

/** What a read tells of an outcome; nothing while it cannot be read. The command has been executed, and must not fail now. */
export async function readIfAvailable<D>(read: () => Promise<D | undefined>): Promise<D | undefined> {
  try {
    return await read();
  } catch (failure) {
    if (isUnavailable(failure)) return undefined;
    throw failure;
  }
}
