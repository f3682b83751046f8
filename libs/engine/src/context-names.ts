import type { Context } from '@waybill/kernel';
import { deadlineProjection } from './deadlines/deadline-projection.js';
import { Subject } from './erasure/subject.js';

/** What the engine keeps for every context beside the context's own readers. */
const RESERVED = ['publisher', 'backfill-requests', 'erasures'];

/**
 * Throws a TypeError when two contexts, two aggregates of any contexts, or two readers of one context have the same name:
 * streams, checkpoints, queues and parked items are kept under these names.
 */
export function ensureNamesDiffer(context: Context, others: readonly Context[]): void {
  const { name, aggregates, sagas, projections, deadlines } = context;
  if (others.some((other) => other.name === name)) throw new TypeError(`There are two contexts ${name}.`);
  const foreign = new Set(others.flatMap((other) => other.aggregates).map((aggregate) => aggregate.name));
  const taken = aggregates.find((aggregate) => foreign.has(aggregate.name));
  if (taken) throw new TypeError(`${name} has an aggregate ${taken.name}, as another context has.`);
  if (aggregates.some((aggregate) => aggregate.name === Subject.name)) {
    throw new TypeError(`${name} has an aggregate ${Subject.name}, as the engine has.`);
  }
  ensureDiffer(
    `${name} has two aggregates`,
    aggregates.map((aggregate) => aggregate.name),
  );
  ensureDiffer(
    `${name} has two sagas`,
    sagas.map(({ id }) => id),
  );
  const readModels = [...projections, ...deadlines.map(deadlineProjection)].map((model) => model.name);
  ensureDiffer(`${name} has two read models`, readModels);
  ensureDiffer(`${name} has two readers`, [...RESERVED, ...sagas.map(({ id }) => id), ...readModels]);
}

function ensureDiffer(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`${what} called ${twice}.`);
}
