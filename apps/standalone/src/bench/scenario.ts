import type { Figure } from './figure.js';
import type { Scale } from './scale.js';
import type { Workplace } from './workplace.js';

/** A group of figures that are measured together. Whatever is not as it must be is thrown. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  measure(site: Site): Promise<void>;
}

export interface Site {
  readonly scale: Scale;
  readonly workplace: Workplace;
  /** Enters a line into the table. */
  readonly report: (figure: Figure) => void;
}
