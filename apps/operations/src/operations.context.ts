import { publications, type Context } from '@waybill/kernel';
import { WorkItems } from './projections/work-items.projection.js';

/** Decides nothing and publishes nothing: it lists what waits for a person in the other contexts. */
export const Operations: Context = {
  name: 'operations',
  file: import.meta.url,
  aggregates: [],
  projections: [WorkItems],
  sagas: [],
  deadlines: [],
  publications: publications<never, never>()({}),
};
