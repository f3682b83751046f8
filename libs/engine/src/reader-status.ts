import type { Position } from '@waybill/kernel';

/** How a reader of the log or the bus is doing. */
export interface ReaderStatus {
  /** `<context>.<name>`. */
  readonly name: string;
  readonly kind: 'projection' | 'replica' | 'saga' | 'publisher' | 'erasures';
  /** Everything that it wants from the log has been handled up to here. */
  readonly position: Position;
  /** Whether it is still on its way to the end that the log had when it started. */
  readonly isCatchingUp: boolean;
  /** Events and messages in hand. */
  readonly pending: number;
  /** Items that are parked. */
  readonly parked: number;
  /** The last failure since something succeeded; undefined while all is well. */
  readonly failure?: string | undefined;
  /** Why it does not go on until a person has acted. */
  readonly stopped?: string | undefined;
}
