import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { EmbeddedMessageBus } from '@waybill/message-bus';
import { messageOf } from '@waybill/testing';
import { declaredQueues, listQueues, removeQueue } from './queues.js';

describe('the queues of the message bus', () => {
  let bus: EmbeddedMessageBus;

  beforeEach(async () => {
    bus = new EmbeddedMessageBus();
    const topics = ['orders.OrderPlaced'];
    await bus.declare([
      { queue: 'inventory.order', topics },
      { queue: 'inventory.former', topics },
    ]);
    await bus.publish([messageOf(ordersSamples['orders.OrderPlaced'], 0)]);
  });
  afterEach(() => bus.close());

  it('are listed with what waits in them, and marked when no context declares them', async () => {
    const lines = (await listQueues(bus, declaredQueues())).split('\n');
    expect(lines).toEqual([
      '  waiting  queue',
      '        1  inventory.former  not declared',
      '        1  inventory.order',
    ]);
  });

  it('are deleted with their messages when no context declares them, and only then', async () => {
    await removeQueue(bus, 'inventory.former', declaredQueues());
    expect((await bus.queues()).map(({ queue }) => queue)).toEqual(['inventory.order']);
    await expect(removeQueue(bus, 'inventory.order', declaredQueues())).rejects.toThrow('A context declares');
    await expect(removeQueue(bus, 'inventory.former', declaredQueues())).rejects.toThrow('There is no queue');
  });
});
