import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.js';
import { hottest } from './profile.js';
import type { Failed } from './report.js';
import type { Scale } from './scale.js';
import type { Scenario } from './scenario.js';
import { Workplace } from './workplace.js';

/** What a scenario found out, up to where it failed if it did. */
export interface Measured {
  readonly figures: readonly Figure[];
  readonly failed?: Failed | undefined;
  /** Where the servers' time went, in lines. */
  readonly costs: readonly string[];
}

export interface Terms {
  readonly scale: Scale;
  /** Where data folders and profiles go. */
  readonly folder: string;
  readonly profile: boolean;
}

/** Measures one scenario in a place of its own, and clears it away afterwards. */
export async function measure(scenario: Scenario, { scale, folder, profile }: Terms): Promise<Measured> {
  const { name, about } = scenario;
  console.log(`${name}: ${about}`);
  const profiles = profile ? join(folder, `profiles-${name}`) : undefined;
  if (profiles !== undefined) rmSync(profiles, { recursive: true, force: true });
  const workplace = new Workplace(folder, profiles);
  const figures: Figure[] = [];
  let failed: Failed | undefined;
  try {
    await scenario.measure({ scale, workplace, report: (figure) => figures.push(figure) });
  } catch (error) {
    failed = { scenario: name, reason: reasonOf(error) };
    console.log(`  failed: ${failed.reason}`);
  }
  workplace.clear();
  return { figures, failed, costs: profiles === undefined ? [] : hottest(profiles) };
}

/** What went wrong first, when cleaning up went wrong as well. */
function reasonOf(error: unknown): string {
  if (error instanceof SuppressedError)
    return `${reasonOf(error.suppressed)} (And then: ${reasonOf(error.error)})`;
  return error instanceof Error ? error.message : String(error);
}
