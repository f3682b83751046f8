import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.js';
import { measure, type Measured } from './measure.js';
import type { Report } from './report.js';
import { full, quick } from './scale.js';
import type { Scenario } from './scenario.js';
import { ceiling } from './scenarios/ceiling.js';
import { getOrder } from './scenarios/get-order.js';
import { history } from './scenarios/history.js';
import { hotSku } from './scenarios/hot-sku.js';
import { journeys } from './scenarios/journeys.js';
import { placeOrder } from './scenarios/place-order.js';
import { markdown, plain } from './table.js';

const scenarios: readonly Scenario[] = [ceiling, placeOrder, getOrder, hotSku, journeys, history];

const usage = `npm run bench -- [options]

  --quick              short rounds: whether everything works, not how fast it is
  --only <name,…>      some of the scenarios
  --out <file>         where the JSON goes; default dist/bench/results.json
  --profile            leave CPU profiles beside the JSON, and end with where the time went
  --markdown <file>    measure nothing; print an earlier run's JSON as Markdown
  --help

${scenarios.map(({ name, about }) => `  ${name.padEnd(20)} ${about}`).join('\n')}
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    out: { type: 'string', default: 'dist/bench/results.json' },
    profile: { type: 'boolean', default: false },
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
  const out = resolve(options.out);
  const folder = dirname(out);
  mkdirSync(folder, { recursive: true });
  const machine = describeMachine(folder);
  const scale = options.quick ? quick : full;
  const wanted = options.only?.split(',') ?? scenarios.map(({ name }) => name);
  const measured: Measured[] = [];
  for (const name of wanted) {
    const scenario = scenarios.find((known) => known.name === name);
    measured.push(
      scenario ? await measure(scenario, { scale, folder, profile: options.profile }) : unknown(name),
    );
  }
  const report: Report = {
    command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(
      ' ',
    ),
    at: new Date().toISOString(),
    minutes: (performance.now() - begun) / 60_000,
    machine,
    scale,
    figures: measured.flatMap(({ figures }) => figures),
    failed: measured.flatMap(({ failed }) => failed ?? []),
  };
  writeFileSync(out, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log([plain(report), ...measured.flatMap(({ costs }) => costs), `All of it: ${out}`].join('\n'));
  if (report.failed.length > 0) process.exitCode = 1;
}

function unknown(scenario: string): Measured {
  return {
    figures: [],
    costs: [],
    failed: { scenario, reason: 'There is no such scenario; --help lists them.' },
  };
}

function reportIn(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8'));
}
