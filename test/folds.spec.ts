import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { inventorySamples, publishedSamples } from '@waybill/contracts';
import type { DomainEvent, Projection } from '@waybill/kernel';
import { envelopeOf } from '@waybill/testing';
import fc from 'fast-check';
import { format, resolveConfig } from 'prettier';
import { locationSamples } from '../apps/inventory/src/domain/location.samples.js';
import { reservationSamples } from '../apps/inventory/src/domain/reservation.samples.js';
import { stockItemSamples } from '../apps/inventory/src/domain/stock-item.samples.js';
import { transferSamples } from '../apps/inventory/src/domain/transfer.samples.js';
import { orderSamples } from '../apps/orders/src/domain/order.samples.js';
import { billSamples } from '../apps/payments/src/domain/bill.samples.js';
import { paymentSamples } from '../apps/payments/src/domain/payment.samples.js';
import { fulfilmentOrderSamples } from '../apps/shipping/src/domain/fulfilment-order.samples.js';
import { contexts } from './contexts.js';

/**
 * The fields of every read model's documents, which are also the API's answers: a change here is a change of the public
 * API. `lines[].sku` is a field of every element. `npm run docs` writes the file.
 */
const FILE = new URL('./documented-fields.json', import.meta.url);
const documented: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(FILE, 'utf8'));
const written: Record<string, readonly string[]> = {};
const isWriting = Boolean(process.env['WRITE_DOCS']);
afterAll(async () => {
  const filepath = fileURLToPath(FILE);
  const text = await format(JSON.stringify(written), { ...(await resolveConfig(filepath)), filepath });
  if (isWriting) writeFileSync(FILE, text);
});

const storedSamples: readonly DomainEvent[] = Object.values({
  ...orderSamples,
  ...locationSamples,
  ...stockItemSamples,
  ...reservationSamples,
  ...transferSamples,
  ...billSamples,
  ...paymentSamples,
  ...fulfilmentOrderSamples,
});

/** The fields that an event may lack. */
const optionalFields = new Map<string, readonly string[]>([
  ['OrderHeld', ['note']],
  ['LocationRegistered', ['address']],
  ['LocationChanged', ['address']],
  ['StockReceived', ['reference', 'unitCost', 'lot', 'expiresOn']],
  ['StockMoveRequested', ['after']],
  ['AuthorisationAwaited', ['amount']],
  ['CaptureFailed', ['retryAt']],
  ['VoidFailed', ['retryAt']],
  ['RefundRequested', ['shipmentId']],
  ['LabelPurchased', ['labelUrl']],
  ['LabelFailed', ['dueAt']],
  ['LabelOutcomeUnknown', ['dueAt']],
  ['DispatchPermitted', ['dueAt']],
  ['TrackingRecorded', ['place', 'reason', 'dueAt']],
  ['orders.OrderHeld', ['note']],
  ...Object.keys(publishedSamples)
    .filter((type) => type.endsWith('.WorkItemOpened'))
    .map((type) => [type, ['orderId', 'amount']] as const),
  ...Object.keys({ ...reservationSamples, ...inventorySamples }).map((type) => [type, ['orderId']] as const),
  ['ReservationReholdRequested', ['orderId', 'until']],
  ['ReservationCommitRequested', ['orderId', 'until']],
  ['ReservationCommitted', ['orderId', 'expiresAt']],
  ['ReservationConsumed', ['orderId', 'shipmentId']],
  ['inventory.StockReceived', ['unitCost', 'lot', 'expiresOn']],
]);

const readModels = contexts.flatMap(({ name, projections }) =>
  projections.map((projection) => {
    const samples = projection.isReplica ? Object.values(publishedSamples) : storedSamples;
    const events = samples.filter(({ type }) => projection.events.includes(type));
    return { name: `${name}.${projection.name}`, projection, events: [...events, ...events.map(sparse)] };
  }),
);

describe.each(readModels)('$name', ({ name, projection, events }) => {
  const story = fc.array(fc.constantFrom(...events), { maxLength: 60 });

  it('is the same when its documents are stored and read after every event', () => {
    fc.assert(
      fc.property(story, (happened) => {
        const kept = fold(projection, happened, (document) => document);
        const stored = fold(projection, happened, (document) => JSON.parse(JSON.stringify(document)));
        expect(Object.fromEntries(stored)).toStrictEqual(Object.fromEntries(kept));
        for (const document of kept.values()) {
          expect(misfitsOf(projection, document)).toEqual([]);
          expect(() => projection.search?.(document)).not.toThrow();
        }
      }),
    );
  });

  it('shows the documented fields and no others', () => {
    const shown = new Set<string>();
    const pairs = events.flatMap((first) => events.map((second) => [...events.slice(0, 1), first, second]));
    for (const happened of [...events.map((event) => [event]), events, ...pairs]) {
      for (const document of fold(projection, happened, (each) => each).values()) {
        for (const path of pathsOf(document)) shown.add(path);
      }
    }
    written[name] = [...shown].toSorted();
    expect(written[name]).toEqual(isWriting ? written[name] : documented[name]);
  });
});

const publishing = contexts.filter(({ publications }) => publications.events.length > 0);

describe.each(publishing)('$name', ({ publications }) => {
  const events = [...storedSamples, ...storedSamples.map(sparse)].filter(({ type }) =>
    publications.events.includes(type),
  );

  it.each(events)('publishes $type without undefined values', (event) => {
    const published = publications.publish(event, envelopeOf(event));
    expect(published).toStrictEqual(published && JSON.parse(JSON.stringify(published)));
  });
});

function fold(
  projection: Projection,
  events: readonly DomainEvent[],
  store: (document: object) => object,
): ReadonlyMap<string, object> {
  const documents = new Map<string, object>();
  for (const [index, event] of events.entries()) {
    const envelope = envelopeOf(event, index);
    for (const key of projection.keys(event, envelope)) {
      const document = projection.apply(documents.get(key), event, envelope, key);
      if (document === undefined) documents.delete(key);
      else documents.set(key, store(document));
    }
  }
  return documents;
}

/** The event without its optional fields. */
function sparse(event: DomainEvent): DomainEvent {
  const left = optionalFields.get(event.type) ?? [];
  return {
    ...Object.fromEntries(Object.entries(event).filter(([field]) => !left.includes(field))),
    type: event.type,
  };
}

/** The declared fields whose value is not of the declared kind. */
function misfitsOf(projection: Projection, document: object): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(document));
  return Object.entries(projection.fields)
    .filter(([field]) => values.has(field))
    .filter(([field, kind]) => typeof values.get(field) !== (kind === 'text' ? 'string' : 'number'))
    .map(([field]) => field);
}

/** The paths of all values in a document: `lines[].sku`. The details of an event are what its contract says. */
function pathsOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null || path.endsWith('.details')) return [path];
  return Object.entries(value).flatMap(([field, inner]) =>
    pathsOf(inner, path === '' ? field : `${path}.${field}`),
  );
}
