import {
  inventorySamples,
  ordersSamples,
  shippingSamples,
  type InventoryPublishedEvent,
  type OrdersPublishedEvent,
  type ShippingPublishedEvent,
} from '@waybill/contracts';
import {
  amountOfUnits,
  idFrom,
  money,
  type Aggregate,
  type Command,
  type Deadline,
  type DomainEvent,
  type Due,
  type Projection,
  type Saga,
  type Units,
} from '@waybill/kernel';
import { envelopeOf, ManualClock } from '@waybill/testing';
import { CreatePayment } from './domain/payment.commands.js';
import { Payment } from './domain/payment.js';
import type { PaymentState } from './domain/payment.state.js';
import { SandboxProvider } from './outside/sandbox-provider.js';
import { Payments } from './payments.context.js';

type Published = OrdersPublishedEvent | InventoryPublishedEvent | ShippingPublishedEvent;

interface Delivery {
  readonly saga: Saga;
  readonly stream: string;
  readonly event: DomainEvent;
}

const isOf = (saga: Saga, { type }: DomainEvent) =>
  saga.ownEvents.includes(type) || saga.publishedEvents.includes(type);

/** The context without an engine: its aggregates, sagas, deadlines and the sandbox, on a clock that is moved. */
export class PaymentsWorld {
  readonly clock = new ManualClock();
  readonly history: DomainEvent[] = [];
  readonly provider = new SandboxProvider();
  /** How many appends there were, each of one command's events. */
  appends = 0;
  /** While it is down, what is requested of it waits. */
  isProviderUp = true;
  private readonly states = new Map<string, unknown>();
  /** What others have published. */
  private readonly heard: DomainEvent[] = [];
  private readonly waiting: Delivery[] = [];
  private readonly due = new Map<Deadline, Map<string, Due>>();
  private commands = 0;

  /** @param choose Which of the deliveries that may come next does; events of one stream stay in order. */
  constructor(private readonly choose: (count: number) => number = () => 0) {}

  /** Others publish events, one after the other, and everything that follows happens. */
  async receives(...events: readonly Published[]): Promise<void> {
    for (const event of events) {
      this.heard.push(event);
      this.deliver(event, `published/${'orderId' in event ? event.orderId : ''}`);
      await this.settle();
    }
  }

  async does(command: Command): Promise<void> {
    this.decide(command);
    await this.settle();
  }

  /** The provider can be reached again, and every request that it missed comes twice. */
  async recovers(): Promise<void> {
    this.isProviderUp = true;
    this.waiting.push(...this.waiting.filter(({ saga }) => saga.name === 'provider'));
    await this.settle();
  }

  /** Time passes, and what falls due meanwhile fires at its time, first things first. */
  async after(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    for (;;) {
      const [next] = this.deadlines.filter(({ due }) => Date.parse(due.at) <= until);
      if (!next) break;
      this.clock.skip(Math.max(0, Date.parse(next.due.at) - this.clock.now()));
      this.due.get(next.deadline)?.delete(next.due.id);
      await this.does(next.deadline.fire(next.due));
    }
    this.clock.skip(until - this.clock.now());
  }

  /** What is due, the earliest first. */
  get deadlines(): readonly { readonly deadline: Deadline; readonly due: Due }[] {
    return [...this.due]
      .flatMap(([deadline, all]) => [...all.values()].map((due) => ({ deadline, due })))
      .toSorted((a, b) => Date.parse(a.due.at) - Date.parse(b.due.at));
  }

  get published(): readonly DomainEvent[] {
    return this.history.flatMap((event) => Payments.publications.publish(event, envelopeOf(event)) ?? []);
  }

  /** The names of the published events, without the context's. */
  get news(): readonly string[] {
    return this.published.map(({ type }) => type.slice('payments.'.length));
  }

  get types(): readonly string[] {
    return this.history.map(({ type }) => type);
  }

  get ledger(): readonly string[] {
    return this.provider.ledger.map(({ kind, amount }) => `${kind} ${amount.amount}`);
  }

  /** The kinds of the work items that are open. */
  get workItems(): readonly string[] {
    const open = new Map<unknown, string>();
    for (const event of this.history) {
      if (event.type === 'WorkItemOpened' && 'kind' in event && 'workItemId' in event) {
        open.set(event.workItemId, String(event.kind));
      }
      if (event.type === 'WorkItemClosed' && 'workItemId' in event) open.delete(event.workItemId);
    }
    return [...open.values()];
  }

  payment(paymentId: string): PaymentState {
    return this.history
      .filter((event) => 'paymentId' in event && event.paymentId === paymentId)
      .filter(({ type }) => Payment.events.includes(type))
      .reduce((payment, event) => Payment.evolve(payment, event), Payment.initial);
  }

  private decide(command: Command): void {
    const aggregate = this.aggregateOf(command);
    const id = aggregate.idOf(command);
    const stream = `${aggregate.name}-${id}`;
    const index = this.commands++;
    let made = 0;
    let state = this.states.get(stream) ?? aggregate.initial;
    const events = aggregate.decide(command, state, {
      id,
      now: new Date(this.clock.now()).toISOString(),
      actor: { kind: 'system', id: 'world' },
      newId: () => idFrom('world', index, made++),
    });
    if (events.length > 0) this.appends += 1;
    for (const event of events) {
      state = aggregate.evolve(state, event);
      this.history.push(event);
      this.schedule(event);
      this.deliver(event, stream);
    }
    this.states.set(stream, state);
  }

  private aggregateOf(command: Command): Aggregate {
    const { name } = command.constructor;
    const aggregate = Payments.aggregates.find(({ commands }) => commands[name] === command.constructor);
    if (!aggregate) throw new TypeError(`No aggregate decides ${name}.`);
    return aggregate;
  }

  private deliver(event: DomainEvent, stream: string): void {
    for (const saga of Payments.sagas) if (isOf(saga, event)) this.waiting.push({ saga, stream, event });
  }

  private async settle(): Promise<void> {
    for (;;) {
      const ready = this.waiting.filter(
        (delivery, index) =>
          (this.isProviderUp || delivery.saga.name !== 'provider') &&
          this.waiting.findIndex(
            ({ saga, stream }) => saga === delivery.saga && stream === delivery.stream,
          ) === index,
      );
      const next = ready[this.choose(ready.length)];
      if (!next) return;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      await this.react(next);
    }
  }

  private async react({ saga, event }: Delivery): Promise<void> {
    const commands = await saga.react(event, {
      envelope: envelopeOf(event),
      read: (projection, id) => Promise.resolve(this.read(projection, id)),
      outside: (port) => {
        if (this.provider instanceof port) return this.provider;
        throw new TypeError(`${port.name} is not outside of payments.`);
      },
    });
    for (const command of commands) this.decide(command);
  }

  private read<D extends object>(projection: Projection<D>, id: string): D | undefined {
    let document: D | undefined;
    for (const event of this.heard.filter(({ type }) => projection.events.includes(type))) {
      const envelope = envelopeOf(event);
      if (!projection.keys(event, envelope).includes(id)) continue;
      document = projection.apply(document, event, envelope, id);
    }
    return document;
  }

  private schedule(event: DomainEvent): void {
    for (const deadline of Payments.deadlines) {
      const all = this.due.get(deadline) ?? new Map<string, Due>();
      this.due.set(deadline, all);
      if (!deadline.events.includes(event.type)) continue;
      const after = deadline.after(event, envelopeOf(event));
      if (after && 'at' in after) all.set(after.id, after);
      else if (after) all.delete(after.cleared);
    }
  }
}

export const placed = ordersSamples['orders.OrderPlaced'];
export const { orderId } = placed;
/** The first payment of the order, and one that is asked for later. */
export const paymentId = idFrom('payment', 1);
export const secondId = idFrom('payment', 2);

/** The order of all tests costs 30.70, two units of 15.35, and names {@link paymentId}. */
export const order = { ...placed, paymentId };
export const held = inventorySamples['inventory.ReservationHeld'];
export const reservationExpired = inventorySamples['inventory.ReservationExpired'];
export const orderCancelled = ordersSamples['orders.OrderCancelled'];
export const orderCompleted = ordersSamples['orders.OrderCompleted'];
export const linesCancelled = ordersSamples['orders.OrderLinesCancelled'];

export function paidWith(method: string, id = paymentId): CreatePayment {
  return new CreatePayment({ paymentId: id, method });
}

/** The customer pays what is left with another payment. */
export function askedToPay(amount = 3070, id = secondId) {
  return {
    ...ordersSamples['orders.OrderPaymentRequested'],
    paymentId: id,
    amount: money(amount, 'EUR'),
  };
}

/** Units of the order, by their numbers. */
export function unitsOf(first: number, quantity: number): readonly Units[] {
  return [{ lineId: '1', sku: 'TEA-EARL-100', first, quantity, unitAmount: money(1535, 'EUR') }];
}

/** A parcel with all units of the order, or some. */
export function parcel(name = 'parcel', units: readonly Units[] = unitsOf(0, 2)) {
  const shipmentId = idFrom('shipment', name);
  const amount = amountOfUnits('EUR', units);
  return {
    ready: { ...shippingSamples['shipping.ShipmentReadyForCapture'], shipmentId, units, amount },
    cancelled: { ...shippingSamples['shipping.ShipmentCancelled'], shipmentId, units },
    shipmentId,
    units,
    amount,
  };
}

export function refundDue(units: readonly Units[], name = 'due') {
  const amount = amountOfUnits('EUR', units);
  const refundId = idFrom('refund', name);
  return { ...ordersSamples['orders.OrderRefundDue'], refundId, units, amount, reason: 'shipment_lost' };
}
