import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedStateStore, ReadStoreUnavailable } from '@waybill/read-store';
import { FaultyReadStore, NOW, temporaryFolder } from '@waybill/testing';
import { ParkedItems, type ParkedItem } from './parked-items.js';

let folder: ReturnType<typeof temporaryFolder>;
let state: FaultyReadStore;
let items: ParkedItems;
beforeEach(async () => {
  folder = temporaryFolder();
  await open();
});
afterEach(async () => {
  await state.close();
  folder.remove();
});

const open = async () => {
  state = new FaultyReadStore(new EmbeddedStateStore(folder.path));
  items = await ParkedItems.open(state);
};

function item(what: string, changes: Partial<ParkedItem> = {}): ParkedItem {
  const event = { stream: 'order-1', revision: 3, position: '0000000000000009', event: 'OrderPlaced' };
  const about = { by: 'orders.order-view', kind: 'document', what } as const;
  return { ...about, ...event, reason: 'TypeError: no', attempts: 1, parkedAt: NOW, ...changes };
}

describe('a parked item', () => {
  it('is kept as it was first parked, however often it is added', async () => {
    await Promise.all([items.add(item('a')), items.add(item('a'))]);
    await items.add(item('a', { reason: 'later' }));
    expect(await items.list()).toEqual([item('a')]);
  });

  it('is added again after an attempt that was done although its failure was reported', async () => {
    state.after = (_, access) => {
      if (access !== 'replace') return;
      state.after = () => undefined;
      throw new ReadStoreUnavailable('lost');
    };
    await expect(items.add(item('a'))).rejects.toBeInstanceOf(ReadStoreUnavailable);
    await items.add(item('a'));
    expect(await items.list()).toEqual([item('a')]);
  });

  it('is one of its reader and kind: others may park the same thing', async () => {
    await items.add(item('a'));
    await items.add(item('a', { kind: 'event' }));
    await items.add(item('a', { by: 'orders.timeline' }));
    expect(await items.list()).toHaveLength(3);
    expect(await items.list('orders.timeline')).toEqual([item('a', { by: 'orders.timeline' })]);
    expect(await items.list('orders.nobody')).toEqual([]);
  });

  it('that is removed is gone, may be removed again, and may be parked again', async () => {
    await items.add(item('a'));
    await items.remove(item('a'));
    await items.remove(item('a'));
    expect(await items.list()).toEqual([]);
    await items.add(item('a', { reason: 'again' }));
    expect(await items.list()).toEqual([item('a', { reason: 'again' })]);
  });

  it('survives reopening with all that it carries', async () => {
    const event = { type: 'orders.OrderPlaced', orderId: '1' };
    const meta = { commandId: '1', correlationId: '1', causationId: '1', occurredAt: NOW } as const;
    const actor = { kind: 'user', id: 'ada' } as const;
    const place = { id: '1', stream: 'order-1', revision: 0, position: '1', recordedAt: NOW };
    const envelope = { ...place, meta: { ...meta, actor } };
    const about = { id: '1', topic: event.type, key: 'order-1', publisher: 'orders', epoch: 1 };
    const message = { kind: 'event', ...about, event, envelope } as const;
    const parked = item('1', { kind: 'message', message });
    await items.add(parked);
    await state.close();
    await open();
    expect(await items.list()).toEqual([parked]);
  });

  it('is listed with all others, the oldest first', async () => {
    const all = Array.from({ length: 2_100 }, (_, n) =>
      item(`d${n}`, { parkedAt: new Date(Date.parse(NOW) + ((n * 7) % 2_100)).toISOString() }),
    );
    await Promise.all(all.map((one) => items.add(one)));
    const times = (await items.list()).map(({ parkedAt }) => parkedAt);
    expect(times).toEqual(all.map(({ parkedAt }) => parkedAt).toSorted());
  });
});
