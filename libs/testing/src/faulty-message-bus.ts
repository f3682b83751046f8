import {
  MessageBus,
  type ConsumeOptions,
  type Consumer,
  type Delivery,
  type Message,
  type QueueDeclaration,
} from '@waybill/message-bus';
import type { Fault } from './faulty-event-store.js';

/** A real message bus behind a line that a test can disturb. */
export class FaultyMessageBus extends MessageBus {
  /** What has reached the bus through `publish` and `send`, in order. */
  readonly published: Message[] = [];
  /** Called before each publish and send; what it returns goes wrong, what it resolves with after it was waited for. */
  faultOf: (messages: readonly Message[]) => Fault | undefined | Promise<Fault | undefined> = () => undefined;
  /** Called for each delivery; a test may hold it back, pass it on twice, or in another order. */
  onDelivery: (delivery: Delivery, deliver: (delivery: Delivery) => void, queue: string) => void = (
    delivery,
    deliver,
  ) => deliver(delivery);

  constructor(private readonly bus: MessageBus) {
    super();
  }

  /** This many publishes and sends go wrong from now on; with `written`, after the bus has taken the messages. */
  failNext(times: number, fault: Fault): void {
    let left = times;
    this.faultOf = () => ((left -= 1) >= 0 ? fault : undefined);
  }

  declare(queues: readonly QueueDeclaration[]): Promise<void> {
    return this.bus.declare(queues);
  }

  publish(messages: readonly Message[]): Promise<void> {
    return this.pass(messages, () => this.bus.publish(messages));
  }

  send(queue: string, messages: readonly Message[]): Promise<void> {
    return this.pass(messages, () => this.bus.send(queue, messages));
  }

  consume(queue: string, options: ConsumeOptions, deliver: (delivery: Delivery) => void): Promise<Consumer> {
    return this.bus.consume(queue, options, (delivery) => this.onDelivery(delivery, deliver, queue));
  }

  queues() {
    return this.bus.queues();
  }

  remove(queue: string) {
    return this.bus.remove(queue);
  }

  trouble() {
    return this.bus.trouble();
  }

  close() {
    return this.bus.close();
  }

  private async pass(messages: readonly Message[], through: () => Promise<void>): Promise<void> {
    const fault = await this.faultOf(messages);
    if (fault && !fault.written) throw fault.error;
    await through();
    this.published.push(...messages);
    if (fault) throw fault.error;
  }
}
