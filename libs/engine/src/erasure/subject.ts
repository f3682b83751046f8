import type { StoredEvent } from '@waybill/event-store';
import { aggregate } from '@waybill/kernel';

/** The personal data of a subject was erased: its key is destroyed, in every process and every copy. */
export interface SubjectErased {
  readonly type: 'SubjectErased';
  readonly subjectId: string;
  /** In words. */
  readonly reason: string;
}

export class EraseSubject {
  readonly subjectId: string;
  readonly reason: string;

  constructor(fields: Omit<SubjectErased, 'type'>) {
    this.subjectId = fields.subjectId;
    this.reason = fields.reason;
  }
}

/** A person whose personal data is in the log. The engine's own aggregate: contexts only name subjects. */
export const Subject = aggregate<'known' | 'erased', SubjectErased>()({
  name: 'subject',
  initial: 'known',
  commands: { EraseSubject },
  idOf: ({ subjectId }) => subjectId,
  decide: {
    EraseSubject: ({ subjectId, reason }, status) =>
      status === 'erased' ? [] : [{ type: 'SubjectErased', subjectId, reason }],
  },
  evolve: { SubjectErased: () => 'erased' },
});

/** Whether the event says that a subject was erased. */
export function isErasure({ type, stream }: StoredEvent): boolean {
  return type === 'SubjectErased' && stream.startsWith(`${Subject.name}-`);
}

/** The subjects that these events of the log say were erased. */
export function erasedSubjects(events: readonly StoredEvent[]): readonly string[] {
  return events.filter(isErasure).map(({ stream }) => stream.slice(Subject.name.length + 1));
}
