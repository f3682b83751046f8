import { projection, type Deadline, type Due, type Fact, type Projection } from '@waybill/kernel';

/** What is due when, as a read model: one document per deadline that is set. */
export function dueProjection(deadline: Deadline): Projection<Due> {
  const rows = deadline.events.map((type) => [
    type,
    (_: Due | undefined, fact: Fact, envelope: Parameters<Deadline['after']>[1]) => {
      const due = deadline.after(fact, envelope);
      return due && 'at' in due ? due : undefined;
    },
  ]);
  return projection<Due, Fact>()({
    name: `due.${deadline.name}`,
    fields: { at: 'text' },
    keys: (fact, envelope) => {
      const due = deadline.after(fact, envelope);
      return due ? ['at' in due ? due.id : due.lifted] : [];
    },
    apply: Object.fromEntries(rows),
  });
}
