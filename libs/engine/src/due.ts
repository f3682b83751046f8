import { projection, type Deadline, type Due, type DomainEvent, type Projection } from '@waybill/kernel';

/** What is due when, as a read model: one document per deadline that is set. */
export function dueProjection(deadline: Deadline): Projection<Due> {
  const rows = deadline.events.map((type) => [
    type,
    (_: Due | undefined, fact: DomainEvent, envelope: Parameters<Deadline['after']>[1]) => {
      const due = deadline.after(fact, envelope);
      return due && 'at' in due ? due : undefined;
    },
  ]);
  return projection<Due, DomainEvent>()({
    name: `due.${deadline.name}`,
    fields: { at: 'text' },
    keys: (fact, envelope) => {
      const due = deadline.after(fact, envelope);
      return due ? ['at' in due ? due.id : due.cleared] : [];
    },
    apply: Object.fromEntries(rows),
  });
}
