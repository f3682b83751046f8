import { describe, expect, it } from '@jest/globals';
import { inventorySamples } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import { reservationSamples } from './domain/reservation.samples.js';
import { stockItemSamples } from './domain/stock-item.samples.js';
import { InventoryPublications } from './inventory.publications.js';

const samples = { ...reservationSamples, ...stockItemSamples };

/** A work item of a shelf is about no order. */
const without: Readonly<Record<string, readonly string[]>> = { 'inventory.WorkItemOpened': ['orderId'] };
const published = Object.values(samples).filter(({ type }) => InventoryPublications.events.includes(type));

describe('The published events of inventory', () => {
  it.each(published)('have the fields of the contract: $type', (event) => {
    const publication = InventoryPublications.publish(event, envelopeOf(event));
    const sample = Object.values(inventorySamples).find(({ type }) => type === publication?.type);
    const fields = Object.keys(sample ?? {}).filter(
      (field) => !without[publication?.type ?? '']?.includes(field),
    );
    expect(Object.keys(publication ?? {}).sort()).toEqual(fields.sort());
  });

  it('are those of the contract', () => {
    const events = published.map((event) => InventoryPublications.publish(event, envelopeOf(event))?.type);
    expect(new Set(events)).toEqual(new Set(Object.keys(inventorySamples)));
  });
});
