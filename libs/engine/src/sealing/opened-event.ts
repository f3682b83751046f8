import { withoutSealed, type DomainEvent, type Sealed } from '@waybill/kernel';

/** An event for a reader that shows what it reads: personal fields are decrypted when they are first read. */
export interface OpenedEvent {
  readonly data: DomainEvent;
  /** Whose personal data has been read from it; undefined while none has, or when it was erased. */
  readonly shown: () => string | undefined;
  /** From now on, personal fields that nobody has read show as erased: what shows them must be known by now. */
  readonly close: () => void;
}

type Fields = Readonly<Record<string, unknown>>;

/** An event without personal data. */
export function openEvent(data: DomainEvent): OpenedEvent {
  return { data, shown: nobody, close: nothing };
}

/** `read` returns the personal fields, or undefined when their key is destroyed. */
export function openLazily(
  stored: DomainEvent,
  { subject, erased }: Sealed,
  read: () => Fields | undefined,
): OpenedEvent {
  // A copy: it has had something sealed.
  const data = withoutSealed(stored);
  let fields: Fields | undefined;
  let isRead = false;
  let isClosed = false;
  const valueOf = (field: string) => {
    if (!isRead && !isClosed) {
      fields = read();
      isRead = true;
    }
    return (fields ?? erased)[field];
  };
  for (const field of Object.keys(erased)) {
    Object.defineProperty(data, field, { enumerable: true, get: () => valueOf(field) });
  }
  return { data, shown: () => (fields ? subject : undefined), close: () => void (isClosed = true) };
}

function nobody(): undefined {
  return undefined;
}

function nothing(): void {}
