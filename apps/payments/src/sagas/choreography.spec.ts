import { beforeEach, describe, expect, it } from '@jest/globals';
import { inventorySamples, ordersSamples, shippingSamples } from '@waybill/contracts';
import {
  idFrom,
  Refusal,
  type Command,
  type Deadline,
  type Due,
  type DomainEvent,
  type Saga,
} from '@waybill/kernel';
import { envelopeOf, ManualClock } from '@waybill/testing';
import {
  CompleteAction,
  ReconcilePayment,
  RequestRefund,
  RetryPayment,
  VoidPayment,
} from '../domain/payment.commands.js';
import { Payment } from '../domain/payment.js';
import { SandboxProvider } from '../outside/sandbox-provider.js';
import { PaymentsPublications } from '../payments.publications.js';
import { ActionDue, AuthorisationDue, OperationDue } from './payment.deadlines.js';
import { PaymentSaga } from './payment.saga.js';
import { ProviderSaga } from './provider.saga.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const { 'orders.OrderPlaced': placed, 'orders.OrderCancelled': orderCancelled } = ordersSamples;
const { 'inventory.ReservationHeld': held, 'inventory.ReservationExpired': expired } = inventorySamples;
const { 'shipping.LabelPurchased': label } = shippingSamples;
const { orderId: paymentId } = placed;

/** One payment, its sagas, its deadlines and the sandbox, on a clock that is moved. */
class World {
  readonly clock = new ManualClock();
  readonly history: DomainEvent[] = [];
  provider = new SandboxProvider();
  /** While it is down, intents wait for their redelivery. */
  up = true;
  private readonly waiting: DomainEvent[] = [];
  private readonly due = new Map<Deadline, Map<string, Due>>();
  private state = Payment.initial;
  private commands = 0;

  async receives(...events: readonly DomainEvent[]): Promise<void> {
    for (const event of events) await this.reacts(PaymentSaga, event);
  }

  async does(command: Command): Promise<void> {
    const index = this.commands++;
    let made = 0;
    const events = Payment.decide(command, this.state, {
      id: Payment.idOf(command),
      now: this.now(),
      actor: { kind: 'system', id: 'world' },
      newId: () => idFrom('world', index, made++),
    });
    for (const event of events) {
      this.state = Payment.evolve(this.state, event);
      this.history.push(event);
      this.schedule(event);
    }
    for (const event of events) {
      if (this.up) await this.reacts(ProviderSaga, event);
      else this.waiting.push(event);
    }
  }

  /** The provider can be reached again, and every intent that it missed comes twice. */
  async recovers(): Promise<void> {
    this.up = true;
    for (const event of this.waiting.splice(0)) {
      await this.reacts(ProviderSaga, event);
      await this.reacts(ProviderSaga, event);
    }
  }

  /** Time passes, and what falls due meanwhile fires at its time, first things first. */
  async after(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    for (;;) {
      const [next] = [...this.due]
        .flatMap(([deadline, all]) => [...all.values()].map((due) => ({ deadline, due })))
        .toSorted((a, b) => Date.parse(a.due.at) - Date.parse(b.due.at));
      if (!next || Date.parse(next.due.at) > until) break;
      this.clock.skip(Math.max(0, Date.parse(next.due.at) - this.clock.now()));
      this.due.get(next.deadline)?.delete(next.due.id);
      await this.does(next.deadline.fire(next.due));
    }
    this.clock.skip(until - this.clock.now());
  }

  get pending(): number {
    return [...this.due.values()].reduce((count, all) => count + all.size, 0);
  }

  get published(): readonly string[] {
    return this.history.flatMap(
      (event) => PaymentsPublications.publish(event, envelopeOf(event))?.type ?? [],
    );
  }

  get types(): readonly string[] {
    return this.history.map(({ type }) => type);
  }

  get ledger(): readonly string[] {
    return this.provider.ledger.map(({ kind, amount }) => `${kind} ${amount.amount}`);
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }

  private async reacts(saga: Saga, event: DomainEvent): Promise<void> {
    const commands = await saga.react(event, {
      envelope: envelopeOf(event),
      read: () => Promise.resolve(undefined),
      outside: (port) => {
        if (this.provider instanceof port) return this.provider;
        throw new TypeError(`${port.name} is not outside of payments.`);
      },
    });
    for (const command of commands) await this.does(command);
  }

  private schedule(event: DomainEvent): void {
    for (const deadline of [AuthorisationDue, ActionDue, OperationDue]) {
      const all = this.due.get(deadline) ?? new Map<string, Due>();
      this.due.set(deadline, all);
      if (!deadline.events.includes(event.type)) continue;
      const after = deadline.after(event, envelopeOf(event));
      if (after && 'at' in after) all.set(after.id, after);
      else if (after) all.delete(after.cleared);
    }
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

const paidWith = (paymentMethod: string) => ({ ...placed, paymentMethod });
const refund = (amount: number) =>
  new RequestRefund({ paymentId, amount, currency: 'EUR', reason: 'goodwill' });

describe('Payments and the sandbox', () => {
  it('H2, H3, H9: authorise on hold, capture on the label', async () => {
    await world.receives(placed, held, label);
    expect(world.types).toEqual([
      'PaymentCreated',
      'AuthorisationRequested',
      'PaymentAuthorised',
      'CaptureRequested',
      'PaymentCaptured',
    ]);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.pending).toBe(0);
  });
  it('H2: charge once, although events come twice and out of order', async () => {
    await world.receives(held, placed, held, placed, label, label, held);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
  });
  it('S2: authorise the reduced total of the order', async () => {
    await world.receives(placed, ordersSamples['orders.OrderLinesCancelled']);
    expect(world.ledger).toEqual(['authorisation 1820']);
  });
  it('S2: authorise it when the order arrives later', async () => {
    await world.receives(ordersSamples['orders.OrderLinesCancelled'], placed);
    expect(world.ledger).toEqual(['authorisation 1820']);
  });
  it('P12: count one of two answers', async () => {
    await world.receives(paidWith('tok_double'), held);
    expect(world.published).toEqual(['payments.PaymentAuthorised']);
  });

  it('P1: let the customer try again', async () => {
    await world.receives(paidWith('tok_decline_once'), held);
    expect(world.published).toEqual(['payments.PaymentDeclined']);
    await world.does(new RetryPayment({ paymentId, method: 'tok_decline_once' }));
    expect(world.published.at(-1)).toBe('payments.PaymentAuthorised');
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('P2: decline for good the third time', async () => {
    await world.receives(paidWith('tok_insufficient'), held);
    await world.does(new RetryPayment({ paymentId, method: 'tok_insufficient' }));
    await world.does(new RetryPayment({ paymentId, method: 'tok_insufficient' }));
    expect(world.history.at(-1)).toMatchObject({ type: 'PaymentDeclined', attempt: 3, retryable: false });
    await expect(world.does(new RetryPayment({ paymentId, method: 'tok_approve' }))).rejects.toThrow(Refusal);
  });

  it('P3: go on when the customer has completed the action', async () => {
    await world.receives(paidWith('tok_action'), held);
    await world.after(29 * MINUTE);
    await world.does(new CompleteAction({ paymentId }));
    expect(world.published).toEqual(['payments.PaymentActionRequired', 'payments.PaymentAuthorised']);
    expect(world.pending).toBe(0);
  });
  it('P3: call it off when the customer has not', async () => {
    await world.receives(paidWith('tok_action'), held, expired);
    await world.after(30 * MINUTE);
    expect(world.published).toEqual([
      'payments.PaymentActionRequired',
      'payments.PaymentCancelled',
      'payments.PaymentVoided',
    ]);
    expect(world.pending).toBe(0);
  });

  it('P4: find out that a timeout was a yes, and do not charge again', async () => {
    await world.receives(paidWith('tok_timeout'), held);
    await world.after(10 * SECOND);
    expect(world.published).toEqual(['payments.PaymentOutcomeUnknown', 'payments.PaymentAuthorised']);
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('P4: find out that a timeout was a no', async () => {
    await world.receives(paidWith('tok_timeout_lost'), held);
    await world.after(10 * SECOND);
    expect(world.history.at(-1)).toMatchObject({ type: 'PaymentDeclined', retryable: true });
  });
  it('P4: ask five times, then leave it to a person', async () => {
    await world.receives(paidWith('tok_unknown'), held);
    const start = world.clock.now();
    await world.after(3 * 60 * MINUTE);
    const asked = world.history.filter(({ type }) => type === 'ReconciliationRequested');
    expect(asked).toHaveLength(5);
    expect(world.published).toEqual([
      ...Array<string>(5).fill('payments.PaymentOutcomeUnknown'),
      'payments.PaymentOutcomeUnresolved',
    ]);
    expect(world.pending).toBe(0);
    expect(world.clock.now() - start).toBe(3 * 60 * MINUTE);
    await world.does(new ReconcilePayment({ paymentId }));
    expect(world.published.at(-1)).toBe('payments.PaymentOutcomeUnresolved');
  });
  it('P4: survive a crash between the intent and the answer', async () => {
    world.up = false;
    await world.receives(placed, held);
    await world.after(35 * SECOND);
    expect(world.published).toEqual(['payments.PaymentOutcomeUnknown']);
    await world.recovers();
    expect(world.published).toEqual(['payments.PaymentOutcomeUnknown', 'payments.PaymentAuthorised']);
    expect(world.ledger).toEqual(['authorisation 3070']);
    expect(world.pending).toBe(0);
  });

  it('P7, C2: void what is authorised after the order was cancelled', async () => {
    await world.receives(paidWith('tok_timeout'), held, orderCancelled);
    await world.after(10 * SECOND);
    expect(world.published).not.toContain('payments.PaymentAuthorised');
    expect(world.published.at(-1)).toBe('payments.PaymentVoided');
    expect(world.ledger).toEqual(['authorisation 3070', 'void 3070']);
  });
  it('C1: take nothing for an order whose cancellation arrives first', async () => {
    await world.receives(orderCancelled, placed, held);
    expect(world.published).toEqual(['payments.PaymentCancelled']);
    expect(world.ledger).toEqual([]);
  });
  it('C3: void what was authorised, with retries', async () => {
    await world.receives(paidWith('tok_void_fail_once'), held, orderCancelled);
    expect(world.published).toEqual(['payments.PaymentAuthorised']);
    await world.after(10 * SECOND);
    expect(world.published).toEqual(['payments.PaymentAuthorised', 'payments.PaymentVoided']);
  });
  it('C6: refund what was captured', async () => {
    await world.receives(placed, held, label, orderCancelled, shippingSamples['shipping.ShipmentCancelled']);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070', 'refund 3070']);
  });
  it('S7: cancel an unpaid payment when the reservation expires', async () => {
    await world.receives(placed, expired, held);
    expect(world.published).toEqual(['payments.PaymentCancelled']);
    expect(world.ledger).toEqual([]);
  });
  it('S8: let the outcome decide when the reservation expires meanwhile', async () => {
    await world.receives(paidWith('tok_timeout'), held, expired);
    await world.after(10 * SECOND);
    expect(world.published.at(-1)).toBe('payments.PaymentAuthorised');
  });

  it('P8: capture on the third try, by the same key', async () => {
    await world.receives(paidWith('tok_capture_fail'), held, label);
    await world.after(70 * SECOND);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.published.slice(1)).toEqual([
      'payments.CaptureFailed',
      'payments.CaptureFailed',
      'payments.PaymentCaptured',
    ]);
  });
  it('P8: find out that a capture was made', async () => {
    await world.receives(paidWith('tok_capture_timeout'), held, label);
    await world.after(10 * SECOND);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.published.at(-1)).toBe('payments.PaymentCaptured');
  });
  it('P8: record when a capture is refused for good', async () => {
    await world.receives(paidWith('tok_capture_declined'), held, label);
    expect(world.history.at(-1)).toMatchObject({ type: 'CaptureFailed', retryable: false });
    expect(world.pending).toBe(0);
  });
  it('void the rest of the authorisation when the order is completed', async () => {
    const part: typeof label = { ...label, amount: { amount: 1000, currency: 'EUR' } };
    await world.receives(placed, held, part, ordersSamples['orders.OrderCompleted']);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 1000', 'void 2070']);
  });
  it('void by hand', async () => {
    await world.receives(placed, held);
    await world.does(new VoidPayment({ paymentId }));
    expect(world.ledger).toEqual(['authorisation 3070', 'void 3070']);
  });
  it('refund in parts', async () => {
    await world.receives(placed, held, label);
    await world.does(refund(1000));
    await world.does(refund(2070));
    await expect(world.does(refund(1))).rejects.toMatchObject({ code: 'refund-exceeds-captured' });
    expect(world.ledger.slice(2)).toEqual(['refund 1000', 'refund 2070']);
  });
  it('give a refund up after the fourth failure, and free its amount', async () => {
    await world.receives(paidWith('tok_refund_fail'), held, label);
    await world.does(refund(3070));
    await world.after(10 * MINUTE);
    expect(world.published.slice(2)).toEqual(['payments.RefundRequested', 'payments.RefundFailed']);
    expect(world.pending).toBe(0);
    await world.does(refund(3070));
    expect(world.history.at(-2)).toMatchObject({ type: 'RefundRequested', attempt: 1 });
  });
});
