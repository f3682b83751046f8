import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { describeMachine } from './machine.js';
import type { Failed, Report } from './report.js';
import { full, quick } from './scale.js';
import type { Scenario } from './scenario.js';
import { ceiling } from './scenarios/ceiling.js';
import { getOrder } from './scenarios/get-order.js';
import { history } from './scenarios/history.js';
import { hotSku } from './scenarios/hot-sku.js';
import { journeys } from './scenarios/journeys.js';
import { placeOrder } from './scenarios/place-order.js';
import { markdown, plain } from './table.js';
import { Workplace } from './workplace.js';

const scenarios: readonly Scenario[] = [ceiling, placeOrder, getOrder, hotSku, journeys, history];

const usage = `npm run bench -- [options]

  --quick              short rounds: whether everything works, not how fast it is
  --only <name,…>      some of the scenarios
  --out <file>         where the JSON goes; default dist/bench/results.json
  --markdown <file>    measure nothing; print an earlier run's JSON as Markdown
  --help

${scenarios.map(({ name, about }) => `  ${name.padEnd(20)} ${about}`).join('\n')}
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    out: { type: 'string', default: 'dist/bench/results.json' },
    markdown: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
if (options.help) console.log(usage);
else if (options.markdown !== undefined) console.log(markdown(reportIn(options.markdown)));
else await bench();

async function bench(): Promise<void> {
  const begun = performance.now();
  const wanted = options.only?.split(',') ?? scenarios.map(({ name }) => name);
  const out = resolve(options.out);
  const folder = dirname(out);
  mkdirSync(folder, { recursive: true });
  const machine = describeMachine(folder);
  const scale = options.quick ? quick : full;
  const figures: Figure[] = [];
  const failed: Failed[] = unknown(wanted);
  for (const scenario of scenarios.filter(({ name }) => wanted.includes(name))) {
    console.log(`${scenario.name}: ${scenario.about}`);
    const workplace = new Workplace(folder);
    try {
      await scenario.measure({ scale, workplace, report: (figure) => figures.push(figure) });
    } catch (error) {
      const reason = reasonOf(error);
      failed.push({ scenario: scenario.name, reason });
      console.log(`  failed: ${reason}`);
    } finally {
      workplace.clear();
    }
  }
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])];
  const minutes = (performance.now() - begun) / 60_000;
  const at = new Date().toISOString();
  const report: Report = { command: command.join(' '), at, minutes, machine, scale, figures, failed };
  writeFileSync(out, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(plain(report));
  console.log(`All of it: ${out}`);
  if (failed.length > 0) process.exitCode = 1;
}

/** What went wrong first, when cleaning up went wrong as well. */
function reasonOf(error: unknown): string {
  if (error instanceof SuppressedError)
    return `${reasonOf(error.suppressed)} (And then: ${reasonOf(error.error)})`;
  return error instanceof Error ? error.message : String(error);
}

function unknown(wanted: readonly string[]): Failed[] {
  const known = new Set(scenarios.map(({ name }) => name));
  return wanted
    .filter((name) => !known.has(name))
    .map((name) => ({ scenario: name, reason: 'There is no such scenario; --help lists them.' }));
}

function reportIn(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8'));
}
