import type { Client } from './client.js';

interface Entry {
  readonly event: string;
  readonly at: string;
  readonly by: { readonly kind: string; readonly id: string };
  readonly details: Readonly<Record<string, unknown>>;
}

/** The details of an event that are printed. */
const SHOWN_DETAILS = [
  'reason',
  'next',
  'amount',
  'shortages',
  'trackingNumber',
  'location',
  'units',
  'claims',
] as const;

/** Prints an order's timeline once the awaited events are there: when, what, by whom. */
export async function printTimeline(
  client: Client,
  orderId: string,
  awaited: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const { data } = await client.until<{ readonly data: readonly Entry[] }>(
    `/v1/orders/${orderId}/timeline?limit=200`,
    (page) => awaited.every((name) => page.data.some(({ event }) => event === name)),
  );
  const start = Date.parse(data[0]?.at ?? '');
  say(`\n  order ${orderId}`);
  for (const { event, at, by, details } of data) {
    const after = `+${Date.parse(at) - start} ms`.padStart(9);
    const [context = '', name = ''] = event.split('.');
    say(`  ${after}  ${context.padEnd(9)} ${name.padEnd(24)} ${by.id.padEnd(22)} ${describe(details)}`);
  }
}

function describe(details: Entry['details']): string {
  return SHOWN_DETAILS.filter((name) => details[name] !== undefined)
    .slice(0, 2)
    .map((name) => `${name} ${format(details[name])}`)
    .join(', ');
}

function format(value: unknown): string {
  if (Array.isArray(value)) return value.map(format).join(' + ') || 'none';
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = new Map(Object.entries(value));
  if (fields.has('currency'))
    return `${(Number(fields.get('amount')) / 100).toFixed(2)} ${fields.get('currency')}`;
  const quantity = Number(fields.get('quantity') ?? fields.get('missing'));
  return `${quantity} × ${String(fields.get('sku'))}`;
}
