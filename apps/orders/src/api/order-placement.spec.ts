import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import { metaOf, withMeta, type Receipt } from '@waybill/engine';
import { newId, type Command } from '@waybill/kernel';
import { Instances, temporaryFolder, type Instance } from '@waybill/testing';
import { BLOCK_SIZE } from '../domain/number-block.js';
import { PlaceOrder } from '../domain/order.commands.js';
import { placeOrder } from '../domain/order-story.samples.js';
import { orderIdOf } from '../domain/reference-claim.js';
import { Orders } from '../orders.context.js';
import { OrderNumbers } from './order-numbers.js';
import { OrderPlacement } from './order-placement.js';

const page = { ...Orders, sagas: [], deadlines: [] };

let folder: ReturnType<typeof temporaryFolder>;
let all: Instances;
beforeEach(async () => {
  folder = temporaryFolder();
  all = await Instances.open(folder.path, [page]);
});
afterEach(async () => {
  await all.close();
  folder.remove();
});

/** What a controller uses in a process of its own. */
function shopOf(instance: Instance) {
  const execute = (command: Command) => {
    const aggregate = Orders.aggregates.find(({ commands }) =>
      Object.values(commands).some((type) => command instanceof type),
    );
    return instance.send(command, metaOf(command), aggregate);
  };
  const bus = { execute } as unknown as CommandBus;
  const placement = new OrderPlacement(bus, instance.engine.readModels, new OrderNumbers(bus));
  return (fields: Partial<PlaceOrder> = {}): Promise<Receipt> => {
    const { number: _, ...order } = placeOrder;
    const commandId = newId();
    const actor = { kind: 'user', id: 'somebody' } as const;
    const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
    const command = new PlaceOrder({ ...order, orderId: newId(), ...fields } as PlaceOrder);
    return placement.place(withMeta(command, meta));
  };
}

const placed = async () =>
  (await all.log())
    .map(({ data }) => data as unknown as { type: string; channel: string; number: string })
    .filter(({ type }) => type === 'OrderPlaced');
const claims = async (type: string) => (await all.log()).filter((event) => event.type === type);

describe('Order numbers', () => {
  it('are unique per channel although two instances give them at the same time', async () => {
    const shops = [shopOf(await all.start()), shopOf(await all.start())];
    const orders = Array.from({ length: BLOCK_SIZE + 20 }, (_, n) =>
      shops.map((place) => place({ channel: n % 10 === 0 ? 'market' : 'web' })),
    );
    await Promise.all(orders.flat());
    const numbers = (await placed()).map(({ channel, number }) => `${channel} ${number}`);
    expect(new Set(numbers).size).toBe(2 * (BLOCK_SIZE + 20));
    expect(numbers).toContain('web 1001');
    expect(numbers).toContain('market 1001');
    // Two blocks per instance for the 108 orders of the shop, one for the 12 of the market.
    expect(await claims('NumbersClaimed')).toHaveLength(6);
  });

  it('have a gap after an instance has ended, and are never given twice', async () => {
    const first = await all.start();
    await shopOf(first)();
    await first.crash();
    await shopOf(await all.start())();
    expect((await placed()).map(({ number }) => number)).toEqual(['1001', String(1001 + BLOCK_SIZE)]);
  });

  it('stay the same when a request is repeated', async () => {
    const place = shopOf(await all.start());
    const orderId = newId();
    const first = await place({ orderId });
    await all.idle();
    const again = await place({ orderId: orderId.toUpperCase() });
    expect([again.id, again.revision]).toEqual([first.id, first.revision]);
    await place();
    expect((await placed()).map(({ number }) => number)).toEqual(['1001', '1002']);
  });
});

describe('The reference of a channel', () => {
  it('belongs to one order, whichever instance is asked first', async () => {
    const shops = [shopOf(await all.start()), shopOf(await all.start())];
    const externalReference = 'A-7';
    const answers = await Promise.allSettled(shops.map((place) => place({ externalReference })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'reference-taken' },
    });
    expect(await placed()).toHaveLength(1);
  });

  it('may be used by another channel, and again by the same order', async () => {
    const place = shopOf(await all.start());
    const orderId = orderIdOf('web', 'A-7');
    const first = await place({ orderId, externalReference: 'A-7' });
    expect(await place({ orderId, externalReference: 'A-7' })).toMatchObject({ revision: first.revision });
    await place({ channel: 'market', externalReference: 'A-7' });
    expect(await placed()).toHaveLength(2);
  });

  it('is not claimed by a request that is refused', async () => {
    const place = shopOf(await all.start());
    await expect(place({ externalReference: 'A-7', totals: { total: 1 } })).rejects.toMatchObject({
      code: 'totals-mismatch',
    });
    const orderId = newId();
    await place({ orderId });
    await all.idle();
    await expect(place({ orderId, externalReference: 'A-7' })).rejects.toMatchObject({
      code: 'order-exists',
    });
    expect(await claims('ReferenceClaimed')).toEqual([]);
    await place({ externalReference: 'A-7' });
  });
});
