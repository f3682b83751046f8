import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CANCELLED, Fixture, message, PLACED, type Prepare, type Receiver } from './fixture.contract.js';

const QUEUES = [
  { queue: 'inventory.stock', topics: [PLACED] },
  { queue: 'payments.orders', topics: [PLACED, CANCELLED] },
];

type Step =
  | { readonly kind: 'publish'; readonly topics: readonly string[] }
  | { readonly kind: 'send'; readonly queue: number; readonly count: number }
  | { readonly kind: 'ack'; readonly queue: number; readonly places: readonly number[] }
  | { readonly kind: 'consume'; readonly queue: number; readonly capacity: number }
  | { readonly kind: 'stop'; readonly queue: number }
  | { readonly kind: 'reopen' };

/** Random histories: each consumer is delivered, in order, what had not been acknowledged before it started. */
export function coverContract(prepare: Prepare, runs: number): void {
  describe('whatever is published, acknowledged and reopened', () => {
    it('delivers to each consumer in order what was not acknowledged, and loses nothing', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps(), { maxLength: 30 }), async (history) => {
          const fixture = await Fixture.prepare(prepare);
          await fixture.bus.declare(QUEUES);
          const run = new Run(fixture);
          for (const step of history) await run.take(step);
          await run.finish();
        }),
        { numRuns: runs },
      );
    }, 120_000);
  });
}

function steps(): fc.Arbitrary<Step> {
  const queue = fc.nat(QUEUES.length - 1);
  const topics = fc.array(fc.constantFrom(PLACED, CANCELLED, 'nobody.Collects'), {
    minLength: 1,
    maxLength: 20,
  });
  return fc.oneof(
    fc.record({ kind: fc.constant('publish' as const), topics }),
    fc.record({ kind: fc.constant('send' as const), queue, count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('ack' as const), queue, places: fc.array(fc.nat(30), { maxLength: 12 }) }),
    fc.record({ kind: fc.constant('consume' as const), queue, capacity: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('stop' as const), queue }),
    fc.record({ kind: fc.constant('reopen' as const) }),
  );
}

/** What a queue ought to hold, and its consumer of the moment. */
class Expected {
  waiting: string[] = [];
  session: { readonly receiver: Receiver; readonly due: string[]; readonly capacity: number } | undefined;

  add(id: string): void {
    this.waiting.push(id);
    this.session?.due.push(id);
  }

  begin(receiver: Receiver, capacity: number): void {
    this.session = { receiver, due: [...this.waiting], capacity };
  }

  /** Acknowledges deliveries at these places, after as many have come as may come. */
  async ack(places: readonly number[]): Promise<void> {
    if (!this.session) return;
    const { receiver } = this.session;
    await this.check();
    const ids = receiver.ids.filter((id, place) => places.includes(place) && this.waiting.includes(id));
    this.waiting = this.waiting.filter((id) => !ids.includes(id));
    receiver.ack(...ids);
  }

  async check(): Promise<void> {
    if (!this.session) return;
    const { receiver, due, capacity } = this.session;
    const acknowledged = due.filter((id) => !this.waiting.includes(id)).length;
    const count = Math.min(due.length, acknowledged + capacity);
    await receiver.count(count);
    expect(receiver.ids).toEqual(due.slice(0, count));
  }

  async end(): Promise<void> {
    await this.check();
    await this.session?.receiver.stop();
    this.session = undefined;
  }
}

class Run {
  private readonly expected = QUEUES.map(() => new Expected());
  private published = 0;

  constructor(private readonly on: Fixture) {}

  async take(step: Step): Promise<void> {
    if (step.kind === 'publish') return this.publish(step.topics);
    if (step.kind === 'reopen') return this.reopen();
    const expected = this.expected[step.queue];
    const queue = QUEUES[step.queue]?.queue;
    if (!expected || queue === undefined) return;
    if (step.kind === 'ack') return expected.ack(step.places);
    if (step.kind === 'send') return this.send(expected, queue, step.count);
    await expected.end();
    if (step.kind === 'consume') {
      expected.begin(await this.on.receive(queue, { capacity: step.capacity }), step.capacity);
    }
  }

  /** Consumes and acknowledges all that is left. */
  async finish(): Promise<void> {
    await this.reopen();
    for (const [index, { queue }] of QUEUES.entries()) {
      const waiting = this.expected[index]?.waiting ?? [];
      const receiver = await this.on.receive(queue, { acknowledges: true });
      await this.on.bus.send(queue, [message('last')]);
      expect((await receiver.count(waiting.length + 1)).ids).toEqual([...waiting, 'last']);
    }
    await this.on.discard();
  }

  private async publish(topics: readonly string[]): Promise<void> {
    const messages = topics.map((topic) => message(this.nextId(), { topic }));
    await this.on.bus.publish(messages);
    for (const { id, topic } of messages) {
      QUEUES.forEach((queue, index) => queue.topics.includes(topic) && this.expected[index]?.add(id));
    }
  }

  private async send(expected: Expected, queue: string, count: number): Promise<void> {
    const messages = Array.from({ length: count }, () => message(this.nextId()));
    await this.on.bus.send(queue, messages);
    for (const { id } of messages) expected.add(id);
  }

  private async reopen(): Promise<void> {
    for (const expected of this.expected) await expected.end();
    await this.on.reopen();
  }

  private nextId(): string {
    this.published += 1;
    return String(this.published);
  }
}
