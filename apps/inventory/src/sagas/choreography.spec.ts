import { describe, expect, it } from '@jest/globals';
import {
  ordersSamples,
  type OrdersPublishedEvent,
  type PaymentsPublishedEvent,
  type ShippingPublishedEvent,
} from '@waybill/contracts';
import fc from 'fast-check';
import {
  idFrom,
  Refusal,
  type Aggregate,
  type Command,
  type Envelope,
  type DomainEvent,
  type Saga,
} from '@waybill/kernel';
import { envelopeOf, NOW } from '@waybill/testing';
import { claimOf } from '../domain/claims.js';
import { RequestReservation } from '../domain/reservation.commands.js';
import { ExpireReservation } from '../domain/reservation.saga-commands.js';
import type { Claim } from '../domain/reservation.events.js';
import { Reservation } from '../domain/reservation.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import { ownClaimsOf, type ReservationState } from '../domain/reservation.state.js';
import { AdjustStock, CountStock, ReceiveStock } from '../domain/stock-item.commands.js';
import { StockItem } from '../domain/stock-item.js';
import { claimedOf, type StockItemState } from '../domain/stock-item.state.js';
import { RequestTransfer } from '../domain/transfer.commands.js';
import { Transfer } from '../domain/transfer.js';
import { transferSamples } from '../domain/transfer.samples.js';
import type { TransferState } from '../domain/transfer.state.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';
import { HoldingSaga } from './holding.saga.js';
import { OrderSaga } from './order.saga.js';
import { SourcingSaga } from './sourcing.saga.js';
import { TransferSaga } from './transfer.saga.js';

const SKUS = ['TEA', 'POT'] as const;
const LOCATIONS = ['main', 'north', 'south'] as const;
const SAGAS = [SourcingSaga, HoldingSaga, OrderSaga, TransferSaga];
const AGGREGATES: readonly Aggregate[] = [StockItem, Reservation, Transfer];
const ENDS: readonly string[] = ['committed', 'consumed', 'rejected', 'released', 'expired'];
const MINUTE = 60_000;

interface Recorded {
  readonly event: DomainEvent;
  readonly envelope: Envelope;
}

interface Lane {
  readonly saga: Saga;
  readonly events: readonly Recorded[];
  next: number;
}

/** Inventory without an engine. Events arrive late and twice; only those of one stream arrive in order. */
class World {
  private readonly log: Recorded[] = [];
  private readonly streams = new Map<string, Recorded[]>();
  private readonly states = new Map<string, unknown>();
  private readonly decided = new Set<string>();
  private readonly lanes: Lane[] = [];
  private readonly parked: { readonly saga: Saga; readonly recorded: Recorded }[] = [];
  private now = Date.parse(NOW);
  private asked = 0;

  constructor(private readonly orders: number) {}

  /** Each choice makes one thing happen. */
  async happen(choice: number): Promise<void> {
    const kind = choice % 16;
    const some = Math.floor(choice / 16);
    if (kind < 8) return this.react(some);
    if (kind === 8) return this.crash(some);
    if (kind === 9) return this.time(some);
    if (kind === 10) return this.command(this.stockMove(some));
    if (kind === 11) return this.shipment(some);
    if (kind === 12) return this.orderEvent(some);
    if (kind === 13) return some % 3 === 0 ? this.transfer(some) : this.park(some);
    if (kind === 14) return this.order(some);
    return some % 4 === 0 ? this.catchUp() : this.shipment(some);
  }

  /** Delivers every event, and lets every deadline pass. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await this.catchUp();
      this.time(59);
    }
  }

  claims(): { readonly stock: readonly string[]; readonly reservations: readonly string[] } {
    const reservations = this.reservations();
    const ofStock = SKUS.flatMap((sku) =>
      LOCATIONS.flatMap((location) => {
        const item = this.stateOf<StockItemState>(StockItem, `${sku}@${location}`);
        return [...reservations.keys()].flatMap((reservationId) => {
          const claim = claimOf(item.claims, reservationId);
          return claim ? [nameOf(reservationId, { sku, location, quantity: claim.quantity })] : [];
        });
      }),
    );
    const ofReservations = [...reservations].flatMap(([id, state]) =>
      ownClaimsOf(state).map((claim) => nameOf(id, claim)),
    );
    return { stock: ofStock.sort(), reservations: ofReservations.sort() };
  }

  reservations(): ReadonlyMap<string, ReservationState> {
    return new Map(
      [...this.streams.keys()]
        .filter((stream) => stream.startsWith('reservation-'))
        .map((stream) => stream.slice('reservation-'.length))
        .map((id) => [id, this.stateOf<ReservationState>(Reservation, id)]),
    );
  }

  transfers(): readonly TransferState[] {
    return [...this.streams.keys()]
      .filter((stream) => stream.startsWith('transfer-'))
      .map((stream) => this.stateOf<TransferState>(Transfer, stream.slice('transfer-'.length)));
  }

  types(): readonly string[] {
    return this.log.map(({ event }) => event.type);
  }

  /** Stock on hand and the sum of all movements, over all locations. */
  balance(): { readonly onHand: number; readonly booked: number } {
    const onHand = SKUS.flatMap((sku) =>
      LOCATIONS.map((location) => this.stateOf<StockItemState>(StockItem, `${sku}@${location}`).onHand),
    ).reduce((sum, each) => sum + each, 0);
    const booked = this.log.reduce((sum, { event }) => sum + bookedBy(event), 0);
    return { onHand, booked };
  }

  private async catchUp(): Promise<void> {
    for (const { saga, recorded } of this.parked.splice(0)) await this.deliver(saga, recorded);
    for (let lane = this.waiting()[0]; lane; lane = this.waiting()[0]) await this.advance(lane);
  }

  private order(some: number): void {
    if (this.asked >= this.orders) return;
    const orderId = idFrom('order', (this.asked += 1));
    const lines = [
      { sku: SKUS[some % 2] ?? 'TEA', quantity: 1 + (some % 5) },
      { sku: 'TEA', quantity: 1 + (some % 2) },
    ];
    if (some % 7 === 0)
      return this.command(new RequestReservation({ reservationId: orderId, lines, ttl: 600 }));
    const unitPrice = { amount: 1250, currency: 'EUR' };
    const placed: OrdersPublishedEvent = {
      ...ordersSamples['orders.OrderPlaced'],
      orderId,
      allowPartial: some % 3 === 0,
      lines: lines.map((line) => ({ ...line, unitPrice })),
    };
    this.receive(`order-${orderId}`, placed);
  }

  private orderEvent(some: number): void {
    const orderId = this.someOrder(some);
    if (orderId === undefined) return;
    const state = this.stateOf<ReservationState>(Reservation, orderId);
    const about = { paymentId: orderId, orderId, amount: { amount: 1, currency: 'EUR' } };
    const mayBePaid = !['none', 'requested', 'holding'].includes(state.status);
    const paid: PaymentsPublishedEvent = { type: 'payments.PaymentAuthorised', ...about };
    const declined: PaymentsPublishedEvent = {
      type: 'payments.PaymentDeclined',
      ...about,
      reason: 'insufficient-funds',
      retryable: true,
      attempt: 1,
    };
    const cancelled: OrdersPublishedEvent = { type: 'orders.OrderCancelled', orderId, reason: 'customer' };
    if (some % 4 < 2 && mayBePaid) return this.receive(`payment-${orderId}`, paid);
    if (some % 4 === 2 && mayBePaid) return this.receive(`payment-${orderId}`, declined);
    if (!this.streams.has(`shipment-${orderId}`)) this.receive(`order-${orderId}`, cancelled);
  }

  /** Ships or stops a committed order, location by location and once; not after its cancellation. */
  private shipment(some: number): void {
    const shippable = [...this.streams.keys()].flatMap((stream) => {
      const id = stream.slice('reservation-'.length);
      const committed = this.streams.get(`reservation-${id}`)?.find(isCommitment);
      const isCancelled = this.streams
        .get(`order-${id}`)
        ?.some(({ event }) => event.type.endsWith('Cancelled'));
      return committed && !isCancelled ? [{ orderId: id, committed }] : [];
    });
    const chosen = shippable[some % Math.max(1, shippable.length)];
    if (!chosen) return;
    const { orderId, committed } = chosen;
    const { claims } = committed.event as DomainEvent & { readonly claims: readonly Claim[] };
    const left = this.streams.get(`shipment-${orderId}`) ?? [];
    const location = claims
      .map((claim) => claim.location)
      .find((each) => !left.some(({ event }) => 'location' in event && event.location === each));
    if (location === undefined) return;
    const lines = claims.filter((claim) => claim.location === location);
    const shipmentId = idFrom('shipment', orderId, location);
    const about = { orderId, location, shipmentId, lines };
    const stopped: ShippingPublishedEvent = {
      type: 'shipping.ShipmentCancelled',
      ...about,
      reason: 'order-cancelled',
    };
    const picked: ShippingPublishedEvent = { type: 'shipping.ItemsPicked', ...about };
    const dispatched: ShippingPublishedEvent = { type: 'shipping.ShipmentDispatched', ...about };
    for (const event of some % 3 === 0 ? [stopped] : [picked, dispatched]) {
      this.receive(`shipment-${orderId}`, event);
    }
  }

  private transfer(some: number): void {
    const from = LOCATIONS[some % 3] ?? 'main';
    const to = LOCATIONS[(some + 1 + (some % 2)) % 3] ?? 'main';
    const transferId = idFrom('transfer', this.log.length);
    this.command(new RequestTransfer({ transferId, sku: 'TEA', from, to, quantity: 1 + (some % 4) }));
  }

  private stockMove(some: number): Command {
    const at = { sku: SKUS[some % 2] ?? 'TEA', location: LOCATIONS[some % 3] ?? 'main' };
    if (some % 5 === 0) return new CountStock({ ...at, counted: some % 9 });
    if (some % 5 === 1) return new AdjustStock({ ...at, delta: -(some % 4), reason: 'lost' });
    return new ReceiveStock({ ...at, quantity: 1 + (some % 6) });
  }

  private time(some: number): void {
    this.now += (some % 60) * MINUTE;
    for (const [reservationId, state] of this.reservations()) {
      if (!('expiresAt' in state) || Date.parse(state.expiresAt) > this.now) continue;
      this.command(new ExpireReservation({ reservationId, expiresAt: state.expiresAt }));
    }
  }

  private someOrder(some: number): string | undefined {
    const orders = [...this.streams.keys()].filter((stream) => stream.startsWith('order-'));
    return orders[some % Math.max(1, orders.length)]?.slice('order-'.length);
  }

  private receive(stream: string, event: DomainEvent): void {
    this.record(stream, event, idFrom(stream, event.type, this.log.length));
  }

  private waiting(): readonly Lane[] {
    return this.lanes.filter(({ next, events }) => next < events.length);
  }

  private async react(some: number): Promise<void> {
    const waiting = this.waiting();
    const lane = waiting[some % Math.max(1, waiting.length)];
    if (lane) await this.advance(lane, some % 13);
  }

  /** An event that failed too often is parked until an operator retries it; later events go on. */
  private park(some: number): Promise<void> | void {
    const again = this.parked.shift();
    if (again && some % 2 === 0) return this.deliver(again.saga, again.recorded);
    if (again) this.parked.push(again);
    const waiting = this.waiting();
    const lane = waiting[some % Math.max(1, waiting.length)];
    const recorded = lane?.events[lane.next];
    if (!lane || !recorded) return;
    lane.next += 1;
    this.parked.push({ saga: lane.saga, recorded });
  }

  /** After a crash a lane repeats what it did since its checkpoint. */
  private crash(some: number): void {
    const lane = this.lanes[some % Math.max(1, this.lanes.length)];
    if (lane) lane.next = Math.max(0, lane.next - 1 - (some % 8));
  }

  private async advance(lane: Lane, behind = 0): Promise<void> {
    const recorded = lane.events[lane.next];
    if (!recorded) return;
    lane.next += 1;
    await this.deliver(lane.saga, recorded, behind);
  }

  private async deliver(saga: Saga, recorded: Recorded, behind = 0): Promise<void> {
    const commands = await saga.react(recorded.event, {
      envelope: recorded.envelope,
      read: (projection, id, { fresh = false } = {}) => {
        expect(projection).toBe(StockBySku);
        const seen = this.log.slice(0, this.log.length - (fresh ? 0 : behind));
        const document = seen
          .filter(({ event }) => projection.events.includes(event.type))
          .filter(({ event, envelope }) => projection.keys(event, envelope).includes(id))
          .reduce<object | undefined>(
            (before, { event, envelope }) => projection.apply(before as never, event, envelope, id),
            undefined,
          );
        return Promise.resolve(document as never);
      },
      outside: () => {
        throw new Error('There is nothing outside.');
      },
    });
    for (const [index, command] of commands.entries()) {
      this.command(command, idFrom(recorded.envelope.id, saga.name, index));
    }
  }

  private command(command: Command, commandId = idFrom('person', this.log.length, this.asked)): void {
    const aggregate = AGGREGATES.find(({ commands }) =>
      Object.values(commands).some((type) => command instanceof type),
    );
    if (!aggregate) throw new Error(`Nobody decides ${command.constructor.name}.`);
    if (this.decided.has(commandId)) return;
    const id = aggregate.idOf(command);
    const context = {
      id,
      now: new Date(this.now).toISOString(),
      actor: { kind: 'system', id: 'world' } as const,
      newId: () => idFrom(commandId),
    };
    try {
      const events = aggregate.decide(command, this.stateOf(aggregate, id), context);
      for (const [index, event] of events.entries()) {
        expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
        this.decided.add(commandId);
        const state = aggregate.evolve(this.stateOf(aggregate, id), event);
        // JSON turns the empty places of a stock item's claims into null.
        if (aggregate.name !== StockItem.name) expect(state).toStrictEqual(JSON.parse(JSON.stringify(state)));
        this.states.set(`${aggregate.name}-${id}`, state);
        this.record(`${aggregate.name}-${id}`, event, idFrom(commandId, index));
        if (aggregate.name === StockItem.name) expectNotOversold(this.stateOf<StockItemState>(StockItem, id));
      }
    } catch (failure) {
      if (!(failure instanceof Refusal) || !isPersons(command)) throw failure;
    }
  }

  private record(stream: string, event: DomainEvent, id: string): void {
    const recorded = { event, envelope: { ...envelopeOf(event, this.log.length), id, stream } };
    this.log.push(recorded);
    const events = this.streams.get(stream) ?? [];
    this.streams.set(stream, events);
    events.push(recorded);
    for (const saga of SAGAS) {
      if (![...saga.ownEvents, ...saga.publishedEvents].includes(event.type)) continue;
      if (!this.lanes.some((lane) => lane.saga === saga && lane.events === events)) {
        this.lanes.push({ saga, events, next: 0 });
      }
    }
  }

  private stateOf<S>(aggregate: Aggregate<S>, id: string): S {
    return (this.states.get(`${aggregate.name}-${id}`) ?? aggregate.initial) as S;
  }
}

function expectNotOversold(item: StockItemState): void {
  if (claimedOf(item) > item.onHand) throw new Error(`Oversold: ${JSON.stringify(item)}`);
}

/** Commands of people may be refused, those of sagas never. */
function isPersons(command: Command): boolean {
  return command instanceof CountStock || command instanceof AdjustStock;
}

function isCommitment({ event }: Recorded): boolean {
  return event.type === 'ReservationCommitted';
}

function nameOf(reservationId: string, { sku, location, quantity }: Claim): string {
  return `${reservationId} ${quantity} × ${sku}@${location}`;
}

function bookedBy(event: DomainEvent): number {
  switch (event.type) {
    case 'StockReceived':
      return (event as DomainEvent & { readonly quantity: number }).quantity;
    case 'StockAdjusted':
      return (event as DomainEvent & { readonly delta: number }).delta;
    case 'StockShipped':
      return -(event as DomainEvent & { readonly quantity: number }).quantity;
    default:
      return 0;
  }
}

describe('However late, often and out of order events arrive,', () => {
  const happened = new Set<string>();
  const choices = fc.array(fc.nat(16 * 360), { minLength: 50, maxLength: 300, size: 'max' });

  it.each([
    ['two orders', 2],
    ['many orders', 1_000],
  ])(
    'for %s nothing is oversold, claims follow their reservations, and no stock is lost',
    async (_, orders) => {
      await fc.assert(
        fc.asyncProperty(choices, async (all) => {
          const world = new World(orders);
          for (const choice of all) await world.happen(choice);
          await world.settle();
          const { stock, reservations } = world.claims();
          expect(stock).toEqual(reservations);
          const { onHand, booked } = world.balance();
          expect(onHand).toBe(booked);
          for (const { status } of world.transfers()) expect(['completed', 'rejected']).toContain(status);
          for (const { status } of world.reservations().values()) expect(ENDS).toContain(status);
          for (const type of world.types()) happened.add(type);
        }),
        { numRuns: 150 },
      );
    },
    60_000,
  );

  it('and every event of a reservation or a transfer has happened', () => {
    const all = [...Object.keys(reservationSamples), ...Object.keys(transferSamples)];
    expect(all.filter((type) => !happened.has(type))).toEqual([]);
  });
});
