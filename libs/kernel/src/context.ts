import type { Aggregate } from './aggregate.js';
import type { Deadline } from './deadline.js';
import type { Projection } from './projection.js';
import type { Publications } from './publications.js';
import type { Saga } from './saga.js';

/** A bounded context on one page: what it decides, shows, reacts to, waits for and publishes. */
export interface Context {
  /** Plural noun; the first part of its published events' names. */
  readonly name: string;
  /** The URL of the module that exports this page (`import.meta.url`): a worker thread loads the read models from it. */
  readonly file?: string | undefined;
  readonly aggregates: readonly Aggregate[];
  readonly projections: readonly Projection[];
  readonly sagas: readonly Saga[];
  readonly deadlines: readonly Deadline[];
  readonly publications: Publications;
}
