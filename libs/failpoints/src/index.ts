const armed = new Map(
  (process.env['WAYBILL_FAILPOINT'] ?? '')
    .split(',')
    .filter(Boolean)
    .map((spec): [string, number] => {
      const [name = '', nth = '1'] = spec.split(':');
      return [name, Number(nth)];
    }),
);

/**
 * A named place where a crash test may kill the process (`WAYBILL_FAILPOINT=name:nth`, the nth passage, with SIGKILL,
 * which no handler sees). Costs one look into an empty map when nothing is armed.
 */
export function failpoint(name: string): void {
  const left = armed.size === 0 ? undefined : armed.get(name);
  if (left === undefined) return;
  armed.set(name, left - 1);
  if (left === 1) process.kill(process.pid, 'SIGKILL');
}
