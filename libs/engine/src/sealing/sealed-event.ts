import { isDeepStrictEqual } from 'node:util';
import { Refusal, type DomainEvent, type Personal } from '@waybill/kernel';
import type { SubjectCipher } from './subject-cipher.js';

/** An event wherever it is stored, with its id. */
export interface Stored {
  readonly id: string;
  readonly data: DomainEvent;
}

/** An event as it may be stored. */
export interface SealedItem {
  readonly data: DomainEvent;
  /** Whose personal data is sealed in it. */
  readonly subject: string | undefined;
  /** Whether other values stand in place of personal data, because the key of their subject is destroyed. */
  readonly isErased: boolean;
}

/** A sealed event can be opened only as what it is: ciphertexts cannot be exchanged between events. */
export function placeOf(id: string, { type }: DomainEvent): string {
  return `${id}\n${type}`;
}

/**
 * An event with its personal fields sealed. When the key is destroyed, the declared values stand in their place; or, with
 * `isAskedFor`, other data than these is refused: the one who sends it must learn that it is not kept.
 */
export function sealWith(
  cipher: SubjectCipher,
  personal: Personal<DomainEvent>,
  { id, data }: Stored,
  isAskedFor: boolean,
): SealedItem {
  const [open, fields, erased] = partsOf(data, personal);
  if (Object.keys(fields).length === 0) return { data, subject: undefined, isErased: false };
  const sealed = cipher.seal(placeOf(id, data), JSON.stringify(fields));
  if (sealed !== undefined) {
    const { subject } = cipher;
    const $sealed = { subject, data: sealed, erased };
    return { data: Object.assign(open, { $sealed }), subject, isErased: false };
  }
  const isErased = !isDeepStrictEqual(fields, erased);
  if (isErased && isAskedFor) {
    throw new Refusal(
      'conflict',
      'subject-erased',
      'The personal data of this person has been erased, and nothing more is recorded about them.',
    );
  }
  return { data: Object.assign(open, erased), subject: undefined, isErased };
}

/** The fields that anybody may read, those that are personal, and what is shown once these are erased. */
function partsOf(
  data: DomainEvent,
  personal: Personal<DomainEvent>,
): readonly [open: DomainEvent, fields: Record<string, unknown>, erased: Record<string, unknown>] {
  const open: Record<string, unknown> & DomainEvent = { type: data.type };
  const fields: Record<string, unknown> = {};
  const erased: Record<string, unknown> = {};
  const declared: Readonly<Record<string, unknown>> = personal.erased;
  for (const [field, value] of Object.entries(data)) {
    if (value === undefined || !Object.hasOwn(declared, field)) open[field] = value;
    else {
      fields[field] = value;
      erased[field] = declared[field];
    }
  }
  return [open, fields, erased];
}
