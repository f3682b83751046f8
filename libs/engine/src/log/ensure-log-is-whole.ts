import { StoreRefused } from '@waybill/event-store';
import type { Context, Position } from '@waybill/kernel';
import type { ReadStore, StateStore } from '@waybill/read-store';
import { nameOf, openReadModel } from '../projections/context-read-models.js';
import type { SagaCheckpoint } from '../sagas/saga-runner.js';
import { readCheckpoint } from '../state/checkpoints.js';

/** Rejects with StoreRefused when something made from the log has come further than the log: events are missing. */
export async function ensureLogIsWhole(
  head: Position,
  contexts: readonly Context[],
  reads: ReadStore,
  state: StateStore,
): Promise<void> {
  for (const context of contexts) {
    for (const projection of context.projections.filter(({ isReplica }) => !isReplica)) {
      const progress = await (await openReadModel(reads, context, projection)).progress();
      ensureReached(head, progress?.position, nameOf(context, projection));
    }
    for (const { id } of context.sagas) {
      const name = `${context.name}.${id}`;
      ensureReached(head, (await readCheckpoint<SagaCheckpoint>(state, name))?.position, `the saga ${name}`);
    }
    const publisher = `${context.name}.publisher`;
    ensureReached(head, await readCheckpoint<Position>(state, publisher), `the publisher ${publisher}`);
  }
}

function ensureReached(head: Position, reached: Position | undefined, what: string): void {
  if (reached === undefined || reached <= head) return;
  throw new StoreRefused(
    `The log ends at ${head || 'its beginning'}, but ${what} has seen ${reached}: the log has lost events, or is older ` +
      'than the read models and the state. Restore the log; or, if it is the right one, delete the read models, which ' +
      'are built again, and restore the state store from a backup of the same time.',
  );
}
