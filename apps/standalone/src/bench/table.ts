import { spaced, type Figure } from './figure.js';
import { headOf, type Report } from './report.js';

const HEADINGS = ['', 'cores', 'result', 'p50 / p99 ms', 'bare', 'ratio', 'busy', 'aims'] as const;

/** For a terminal. */
export function plain(report: Report): string {
  const rows = [HEADINGS, ...report.figures.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, column, widths))
      .join('  ')
      .trimEnd(),
  );
  return ['', ...headOf(report), '', ...lines, ...failuresOf(report), ''].join('\n');
}

/** For docs/benchmarks.md. */
export function markdown(report: Report): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = HEADINGS.map((_, column) => (isNumber(column) ? '---:' : '---'));
  const [command = '', ...about] = headOf(report);
  const table = [row(HEADINGS), row(rule), ...report.figures.map((figure) => row(cellsOf(figure)))];
  return [`\`${command.replace(',', '`,')}`, '', ...about, '', ...table, ...failuresOf(report), ''].join(
    '\n',
  );
}

function cellsOf({ what, layout, value, unit, p50, p99, bare, busy, aims }: Figure): readonly string[] {
  const latency = p50 === undefined || p99 === undefined ? '' : `${rounded(p50)} / ${rounded(p99)}`;
  const hasRatio = bare !== undefined;
  return [
    what,
    layout?.replace(/ cores?/, '') ?? '',
    `${rounded(value)}${spaced(unit)}`,
    latency,
    hasRatio ? rounded(bare) : '',
    hasRatio ? (value / bare).toFixed(2) : '',
    busy ? `${busy.server} + ${busy.load} %` : '',
    (aims ?? []).map(({ is, met }) => `${is}: ${met ? 'met' : 'missed'}`).join(', '),
  ];
}

function failuresOf({ failed }: Report): readonly string[] {
  return failed.flatMap(({ scenario, reason }) => ['', `${scenario} failed: ${reason}`]);
}

/** Three digits that mean something. */
function rounded(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

function isNumber(column: number): boolean {
  return column > 0 && column < HEADINGS.length - 1;
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
}
