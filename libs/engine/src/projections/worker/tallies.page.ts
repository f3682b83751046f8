import { existsSync, rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import {
  aggregate,
  deadline,
  projection,
  publications,
  type Context,
  type DomainEvent,
} from '@waybill/kernel';

/** A context for the tests of the worker thread. Files whose names stand in the commands disturb its read model. */

interface Counted extends DomainEvent {
  readonly type: 'Counted';
  readonly tallyId: string;
  /** The read model throws while this file exists. */
  readonly throwsAt?: string;
  /** The read model ends its thread, and removes the file, when this file exists. */
  readonly exitsAt?: string;
}
interface Limited extends DomainEvent {
  readonly type: 'Limited';
  readonly tallyId: string;
  readonly until: string;
}
interface Ended extends DomainEvent {
  readonly type: 'Ended';
  readonly tallyId: string;
}
interface Signed extends DomainEvent {
  readonly type: 'Signed';
  readonly tallyId: string;
  readonly subjectId: string;
  readonly name: string;
}
type TallyEvent = Counted | Limited | Ended | Signed;

export class Count {
  constructor(readonly fields: Omit<Counted, 'type'>) {}
}
export class Limit {
  constructor(readonly fields: Omit<Limited, 'type'>) {}
}
export class Sign {
  constructor(readonly fields: Omit<Signed, 'type'>) {}
}
export class End {
  constructor(readonly fields: { readonly tallyId: string }) {}
}

export const Tally = aggregate<object, TallyEvent>()({
  name: 'tally',
  initial: {},
  idOf: ({ fields }) => fields.tallyId,
  commands: { Count, Limit, Sign, End },
  evolve: {
    Counted: (tally) => tally,
    Limited: (tally) => tally,
    Signed: (tally) => tally,
    Ended: (tally) => tally,
  },
  decide: {
    Count: ({ fields }) => [{ type: 'Counted', ...fields }],
    Limit: ({ fields }) => [{ type: 'Limited', ...fields }],
    Sign: ({ fields }) => [{ type: 'Signed', ...fields }],
    End: ({ fields }) => [{ type: 'Ended', ...fields }],
  },
  personal: { Signed: { subject: ({ subjectId }) => subjectId, erased: { name: 'erased' } } },
});

export interface TallyView {
  readonly count: number;
  readonly isMainThread: boolean;
}

export const TallyView = projection<TallyView, Counted>()({
  name: 'tally-view',
  keys: ({ tallyId }) => [tallyId],
  apply: {
    Counted(view, { throwsAt, exitsAt }) {
      if (throwsAt !== undefined && existsSync(throwsAt)) throw new Error('Disturbed.');
      if (exitsAt !== undefined && existsSync(exitsAt)) {
        rmSync(exitsAt);
        process.exit(3);
      }
      return { count: (view?.count ?? 0) + 1, isMainThread };
    },
  },
});

export const Signatures = projection<
  { readonly names: readonly string[]; readonly isMainThread: boolean },
  Signed
>()({
  name: 'signatures',
  keys: ({ tallyId }) => [tallyId],
  apply: { Signed: (document, { name }) => ({ names: [...(document?.names ?? []), name], isMainThread }) },
});

/** Ends a tally; no event clears it. */
export const Limits = deadline<TallyEvent>()({
  name: 'limit',
  set: { Limited: ({ tallyId, until }) => ({ id: tallyId, at: until }) },
  clear: {},
  fire: ({ id }) => new End({ tallyId: id }),
});

export const Tallies: Context = {
  name: 'tallies',
  file: import.meta.url,
  aggregates: [Tally],
  projections: [TallyView, Signatures],
  sagas: [],
  deadlines: [Limits],
  publications: publications<TallyEvent, DomainEvent>()({}),
};
