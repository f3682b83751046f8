import { describe, expect, it } from '@jest/globals';
import {
  amountOfUnits,
  idFrom,
  Refusal,
  unitsWithin,
  unitsWithout,
  type Command,
  type Units,
} from '@waybill/kernel';
import { NOW } from '@waybill/testing';
import fc from 'fast-check';
import { CancelOrder, PlaceOrder, RefundLostParcel, ReshipParcel } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import {
  amountToPay,
  capturedAmount,
  keptUnits,
  openFulfilments,
  openUnits,
  orderedUnits,
  refundedAmount,
} from './order.ledger.state.js';
import { Order } from './order.js';
import type { Fulfilment, Placed } from './order-parts.state.js';
import { placeOrder } from './order-story.samples.js';
import {
  CancelLostStock,
  CancelMissingUnits,
  CancelStoppedUnits,
  ConfirmOrder,
  KeepFulfilment,
  MoveUnits,
  PlanReshipment,
  RecordCapture,
  RecordDelivered,
  RecordLost,
  RecordRefund,
  RecordShipped,
} from './order.saga-commands.js';

const { orderId } = placeOrder;
const LOCATIONS = ['main', 'north', 'south'];

interface Packed {
  readonly shipmentId: string;
  readonly fulfilmentOrderId: string;
  readonly units: readonly Units[];
  readonly isCaptured: boolean;
}

/**
 * An order, and what the other contexts do: they pack and capture what the order has planned, and pay back what they are
 * told to and what they have captured for parcels that do not leave. It counts money and units by itself.
 */
class World {
  order = Order.initial as Placed;
  readonly events: OrderEvent[] = [];
  private packed: readonly Packed[] = [];
  private toRefund: { readonly refundId: string; readonly units: readonly Units[] }[] = [];
  private captured = 0;
  private refunded = 0;
  private made = 0;

  send(command: Command): void {
    const actor = { kind: 'user', id: 'somebody' } as const;
    const newId = () => idFrom('made', (this.made += 1));
    const decide = () => Order.decide(command, this.order, { id: orderId, now: NOW, actor, newId });
    for (const event of unlessRefused(decide)) {
      const decided = event as OrderEvent;
      expect(decided).toStrictEqual(JSON.parse(JSON.stringify(decided)));
      this.order = Order.evolve(this.order, decided) as Placed;
      expect(this.order).toStrictEqual(JSON.parse(JSON.stringify(this.order)));
      this.events.push(decided);
      if (decided.type === 'OrderRefundDue') this.toRefund.push(decided);
    }
  }

  /** One step of anybody, chosen by numbers. */
  step(kind: number, a: number, b: number): void {
    const { order } = this;
    const open = order.status === 'confirmed' || order.status === 'cancelling' ? openFulfilments(order) : [];
    const fulfilment = open[a % Math.max(open.length, 1)];
    const parcel = this.packed[a % Math.max(this.packed.length, 1)];
    const gone = order.parcels.find(({ stage }) => stage === 'lost');
    const steps: readonly (() => void)[] = [
      () => this.confirm(a),
      () =>
        this.send(
          new CancelMissingUnits({ orderId, shortages: [{ sku: this.sku(a), missing: 1 + (b % 3) }] }),
        ),
      () => fulfilment && this.pack(fulfilment, b),
      () => fulfilment && this.pack(fulfilment, b),
      () => parcel && this.capture(parcel),
      () => parcel && this.dispatch(parcel),
      () => parcel && this.dispatch(parcel),
      () => this.deliver(a),
      () => this.lose(a),
      () => this.send(new CancelOrder({ orderId, reason: 'customer' })),
      () => fulfilment && order.status === 'cancelling' && this.stop(fulfilment),
      () => fulfilment && this.refuse(fulfilment),
      () => fulfilment && this.loseStock(fulfilment, b),
      () => fulfilment && this.moveStock(fulfilment, b),
      () => gone && this.reship(gone.shipmentId, b),
      () => gone && this.send(new RefundLostParcel({ orderId, ...gone })),
      () => this.refund(),
    ];
    steps[kind % steps.length]?.();
  }

  /** Everything that is due back is paid back. */
  settle(): void {
    while (this.toRefund.length > 0) this.refund();
  }

  check(): void {
    const { order } = this;
    const { currency, totals } = order.placed;
    const all = orderedUnits(order);
    expect(amountOfUnits(currency, all)).toEqual(totals.total);
    const gone = this.events.flatMap((event) =>
      event.type === 'OrderLinesCancelled' ||
      event.type === 'OrderCancelled' ||
      event.type === 'ParcelWrittenOff'
        ? event.units
        : [],
    );
    const price = amountOfUnits(currency, unitsWithout(all, gone)).amount;
    const dueBack = this.toRefund.reduce((left, { units }) => left + this.priceOf(units), 0);
    const open = amountToPay(order).amount - dueBack;
    expect(this.captured - this.refunded + open).toBe(price);
    expect(amountOfUnits(currency, keptUnits(order)).amount).toBe(price);
    expect(capturedAmount(order).amount).toBe(this.captured);
    expect(refundedAmount(order).amount).toBe(this.refunded);
  }

  private sku(index: number): string {
    const { lines } = this.order.placed;
    return lines[index % lines.length]?.sku ?? '';
  }

  private priceOf(units: readonly Units[]): number {
    return amountOfUnits(this.order.placed.currency, unitsWithin(orderedUnits(this.order), units)).amount;
  }

  private confirm(a: number): void {
    const claims = keptUnits(this.order).map(({ sku, quantity }, index) => ({
      sku,
      quantity,
      location: LOCATIONS[(a + index) % LOCATIONS.length] ?? 'main',
    }));
    this.send(new ConfirmOrder({ orderId, claims }));
  }

  private free(fulfilment: Fulfilment): readonly Units[] {
    return unitsWithout(
      openUnits(this.order, fulfilment),
      this.packedOf(fulfilment).flatMap(({ units }) => units),
    );
  }

  private packedOf({ fulfilmentOrderId }: Fulfilment): readonly Packed[] {
    return this.packed.filter((one) => one.fulfilmentOrderId === fulfilmentOrderId);
  }

  private pack(fulfilment: Fulfilment, b: number): void {
    const [unit] = this.free(fulfilment);
    if (!unit) return;
    const shipmentId = idFrom('shipment', (this.made += 1));
    const units = [{ ...unit, quantity: 1 + (b % unit.quantity) }];
    const { fulfilmentOrderId } = fulfilment;
    this.packed = [...this.packed, { shipmentId, fulfilmentOrderId, units, isCaptured: false }];
  }

  /** Units that are sent again cost nothing. */
  private capture(parcel: Packed): void {
    if (parcel.isCaptured) return;
    const { currency } = this.order.placed;
    const { shipmentId, units } = parcel;
    const amount = amountOfUnits(currency, units);
    this.packed = this.packed.map((one) => (one === parcel ? { ...one, isCaptured: true } : one));
    if (amount.amount === 0) return;
    this.captured += amount.amount;
    const captureId = idFrom('capture', shipmentId);
    this.send(new RecordCapture({ orderId, paymentId: orderId, captureId, shipmentId, units, amount }));
  }

  private dispatch(parcel: Packed): void {
    this.capture(parcel);
    this.packed = this.packed.filter(({ shipmentId }) => shipmentId !== parcel.shipmentId);
    this.send(new RecordShipped({ orderId, ...parcel }));
  }

  private deliver(a: number): void {
    const under = this.order.parcels.filter(({ stage }) => stage === 'shipped');
    const parcel = under[a % Math.max(under.length, 1)];
    if (parcel) this.send(new RecordDelivered({ orderId, ...parcel }));
  }

  private lose(a: number): void {
    const under = this.order.parcels.filter(({ stage }) => stage === 'shipped');
    const parcel = under[a % Math.max(under.length, 1)];
    if (parcel) this.send(new RecordLost({ orderId, ...parcel }));
  }

  /** The parcels that do not leave are paid back by payments. What was paid for a lost parcel is not theirs. */
  private stop(fulfilment: Fulfilment): void {
    const { fulfilmentOrderId } = fulfilment;
    for (const { shipmentId, units, isCaptured } of this.packedOf(fulfilment)) {
      if (isCaptured && amountOfUnits(this.order.placed.currency, units).amount > 0)
        this.toRefund.push({ refundId: idFrom('cancelled', shipmentId), units });
    }
    const units = openUnits(this.order, fulfilment);
    this.packed = this.packed.filter((one) => one.fulfilmentOrderId !== fulfilmentOrderId);
    this.send(new CancelStoppedUnits({ orderId, fulfilmentOrderId, units }));
  }

  private refuse({ fulfilmentOrderId }: Fulfilment): void {
    this.send(new KeepFulfilment({ orderId, fulfilmentOrderId, reason: 'warehouse' }));
  }

  private loseStock(fulfilment: Fulfilment, b: number): void {
    const sku = openUnits(this.order, fulfilment)[0]?.sku ?? '';
    const { location, reservationId, fulfilmentOrderId } = fulfilment;
    const lost = { sku, location, quantity: 1 + (b % 2) };
    this.send(new CancelLostStock({ orderId, reservationId, lost }));
    this.unpack(fulfilmentOrderId);
  }

  private moveStock(fulfilment: Fulfilment, b: number): void {
    const free = this.free(fulfilment);
    const [unit] = free.slice(-1);
    const last = openUnits(this.order, fulfilment)
      .filter(({ sku }) => sku === unit?.sku)
      .at(-1);
    // Only what is not packed yet can be missing on the shelf.
    if (
      !unit ||
      !last ||
      unitsWithin(free, [{ ...last, first: last.first + last.quantity - 1, quantity: 1 }]).length === 0
    )
      return;
    // Of several fulfilment orders at the location the order chooses, perhaps another one, whose units are packed.
    const others = openFulfilments(this.order).filter(
      (other) => other.location === fulfilment.location && other !== fulfilment,
    );
    if (others.some((other) => this.packedOf(other).length > 0)) return;
    const from = { sku: unit.sku, location: fulfilment.location, quantity: 1 };
    const claims = [{ ...from, location: LOCATIONS[b % LOCATIONS.length] ?? 'main' }];
    this.send(new MoveUnits({ orderId, reservationId: fulfilment.reservationId, from, claims }));
  }

  /** Takes what the order has cancelled out of the parcels. */
  private unpack(fulfilmentOrderId: string): void {
    this.packed = this.packed.flatMap((parcel) => {
      if (parcel.fulfilmentOrderId !== fulfilmentOrderId) return [parcel];
      const units = unitsWithin(parcel.units, keptUnits(this.order));
      return units.length > 0 ? [{ ...parcel, units }] : [];
    });
  }

  private reship(shipmentId: string, b: number): void {
    const before = this.order.parcels.find((one) => one.shipmentId === shipmentId);
    if (before?.resolution === undefined) return this.send(new ReshipParcel({ orderId, shipmentId }));
    const claims = before.units.map(({ sku, quantity }) => ({
      sku,
      quantity,
      location: LOCATIONS[b % LOCATIONS.length] ?? 'main',
    }));
    const reservationId = before.reservations.at(-1) ?? '';
    this.send(new PlanReshipment({ orderId, reservationId, claims }));
  }

  private refund(): void {
    const next = this.toRefund.shift();
    if (!next) return;
    const amount = { amount: this.priceOf(next.units), currency: this.order.placed.currency };
    this.refunded += amount.amount;
    this.send(
      new RecordRefund({ orderId, paymentId: orderId, refundId: next.refundId, units: next.units, amount }),
    );
  }
}

const order = fc.record({
  currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
  priceIncludesTax: fc.boolean(),
  price: fc.nat(1_000),
  lines: fc.array(
    fc.record({
      sku: fc.constantFrom('TEA', 'POT'),
      quantity: fc.integer({ min: 1, max: 4 }),
      unitPrice: fc.nat(1_000),
      taxes: fc.array(fc.constant({ name: 'VAT', rate: 1_900 }), { maxLength: 1 }),
      policy: fc.constantFrom('partial' as const, 'all_or_nothing' as const),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
const step = fc.tuple(fc.nat(16), fc.nat(50), fc.nat(50));
const story = fc.tuple(order, fc.array(step, { minLength: 5, maxLength: 60 }));
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** A command that is refused makes no events. */
function unlessRefused<T>(decide: () => readonly T[]): readonly T[] {
  try {
    return decide();
  } catch (failure) {
    if (failure instanceof Refusal) return [];
    throw failure;
  }
}

/** Plays a story, with a look at the world after every step. */
function play([{ price, ...given }, [first, ...story]]: Story, look: (world: World) => void): World {
  const world = new World();
  world.send(new PlaceOrder({ ...placeOrder, ...given, shipping: { method: 'standard', price } }));
  look(world);
  if (first?.[0] === 1) world.step(...first);
  world.step(0, 0, 0);
  for (const step of story) {
    world.step(...step);
    look(world);
  }
  world.settle();
  look(world);
  return world;
}

describe('For any order, cancellations, shipments, captures, losses and refunds', () => {
  it('captured − refunded + open is the price of the units that are neither cancelled nor refunded, at every step', () => {
    fc.assert(
      fc.property(story, (one) => void play(one, (world) => world.check())),
      { numRuns: 300 },
    );
  });

  it('every event of the stock, the parcels and the money happens in these stories', () => {
    const worlds = fc.sample(story, { numRuns: 300, seed: 7 }).map((one) => play(one, () => undefined));
    const happened = new Set(worlds.flatMap(({ events }) => events.map(({ type }) => type)));
    expect([...happened]).toEqual(
      expect.arrayContaining([
        'FulfilmentPlanned',
        'OrderCancellationRejected',
        'OrderCancellationRequested',
        'OrderCancelled',
        'OrderCaptureRecorded',
        'OrderCompleted',
        'OrderFulfilmentKept',
        'OrderLinesCancelled',
        'OrderLinesDelivered',
        'OrderLinesLost',
        'OrderLinesShipped',
        'OrderRefundDue',
        'OrderRefundRecorded',
        'OrderRejected',
        'ParcelWrittenOff',
        'ReshipmentRequested',
        'WorkItemClosed',
        'WorkItemOpened',
      ]),
    );
  });
});
