import type { DomainEvent, Named } from './messages.js';

/** Personal data in an event: whose it is, and for each field that holds some what is shown once it is erased. */
export interface Personal<E> {
  /** The id of the data subject whose key seals the fields. */
  readonly subject: (event: E) => string;
  readonly erased: { readonly [F in keyof E]?: E[F] };
}

/** The events that hold personal data. The engine seals these fields before they reach the log, the bus or a snapshot. */
export type PersonalData<E extends DomainEvent> = {
  readonly [T in E['type']]?: Personal<Named<E, T>>;
};
