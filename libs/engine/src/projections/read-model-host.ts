import type { Context } from '@waybill/kernel';
import type { ReaderStatus } from '../reader-status.js';
import { ContextReadModels, type ReadModelParts } from './context-read-models.js';

/** The read models of one context, at work for one owner, wherever they run. */
export type ReadModelGroup = Pick<
  ContextReadModels,
  | 'claim'
  | 'run'
  | 'fold'
  | 'wait'
  | 'hurry'
  | 'removeDue'
  | 'retry'
  | 'repair'
  | 'repaired'
  | 'erase'
  | 'erased'
>;

/** Where read models run: in this thread, or in a worker thread. */
export abstract class ReadModelHost {
  /** Opens a context's read models for an owner; `changed` is called when one of them has come further. */
  abstract open(
    context: Context,
    epoch: number,
    changed: (status: ReaderStatus) => void,
  ): Promise<ReadModelGroup>;

  abstract close(): Promise<void>;
}

/** Read models in this thread. */
export class LocalReadModels extends ReadModelHost {
  constructor(private readonly parts: Omit<ReadModelParts, 'changed'>) {
    super();
  }

  async open(context: Context, epoch: number, changed: (status: ReaderStatus) => void) {
    const models = await ContextReadModels.open(context, epoch, { ...this.parts, changed });
    for (const status of models.statuses()) changed(status);
    return models;
  }

  override async close(): Promise<void> {}
}
