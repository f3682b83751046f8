import {
  projection,
  type Deadline,
  type DomainEvent,
  type Due,
  type Envelope,
  type Projection,
} from '@waybill/kernel';

/** What is due when, as a read model: one document per deadline that is set. */
export function deadlineProjection(deadline: Deadline): Projection<Due> {
  const row = (_: Due | undefined, event: DomainEvent, envelope: Envelope) => {
    const due = deadline.after(event, envelope);
    return due && 'at' in due ? due : undefined;
  };
  return projection<Due, DomainEvent>()({
    name: `due.${deadline.name}`,
    fields: { at: 'text' },
    keys: (event, envelope) => {
      const due = deadline.after(event, envelope);
      if (!due) return [];
      return ['at' in due ? due.id : due.cleared];
    },
    apply: Object.fromEntries(deadline.events.map((type) => [type, row])),
  });
}
