import { topology } from '@waybill/contracts';
import { backfillQueueOf } from '@waybill/engine';
import type { MessageBus } from '@waybill/message-bus';

/** The queues that this release declares. */
export function declaredQueues(): ReadonlySet<string> {
  const contexts = new Set(topology.map(({ queue }) => queue.slice(0, queue.indexOf('.'))));
  const publishers = new Set(
    topology.flatMap(({ topics }) => topics.map((topic) => topic.slice(0, topic.indexOf('.')))),
  );
  return new Set([
    ...topology.map(({ queue }) => queue),
    ...[...contexts, ...publishers].map((context) => backfillQueueOf(context)),
  ]);
}

/** One line per queue: its messages, its name, and `not declared` where that is so. */
export async function listQueues(bus: MessageBus, declared: ReadonlySet<string>): Promise<string> {
  const queues = await bus.queues();
  const lines = queues
    .toSorted((one, other) => (one.queue < other.queue ? -1 : 1))
    .map(({ queue, waiting }) => {
      return `${String(waiting).padStart(9)}  ${queue}${declared.has(queue) ? '' : '  not declared'}`;
    });
  return ['  waiting  queue', ...lines].join('\n');
}

/** Deletes a queue. Throws for one that is declared, or that does not exist. */
export async function removeQueue(
  bus: MessageBus,
  name: string,
  declared: ReadonlySet<string>,
): Promise<string> {
  if (declared.has(name)) {
    throw new Error(`A context declares the queue ${name}: deleting it would lose messages that it needs.`);
  }
  if (!(await bus.remove(name))) throw new Error(`There is no queue ${name}.`);
  return `The queue ${name} is deleted.`;
}
