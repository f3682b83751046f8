import {
  idFrom,
  type Command,
  type DecisionContext,
  type DomainEvent,
  type Named,
  type Units,
} from '@waybill/kernel';
import { AnswerCancellation, PackItems, PickItems, ReportShortPick } from './fulfilment-order.commands.js';
import type { FulfilmentOrderEvent, WithdrawalReason } from './fulfilment-order.events.js';
import {
  ChangeAddress,
  CreateFulfilmentOrder,
  EscalateFulfilment,
  EscalateShipment,
  HoldFulfilment,
  PermitDispatch,
  RecordCarrierEvents,
  RecordLabel,
  RecordLabelVoid,
  ReleaseHold,
  RepeatLabelVoid,
  RequestCancellation,
  WithdrawUnits,
  type CarrierEvent,
  type LabelOutcome,
  type VoidOutcome,
} from './fulfilment-order.saga-commands.js';
import { fulfilmentOrderSamples } from './fulfilment-order.samples.js';
import { FulfilmentOrder } from './fulfilment-order.js';
import type { FulfilmentOrderState } from './fulfilment-order.state.js';
import type { SkuQuantity } from './shipment.events.js';
import type { Shipment } from './shipment.state.js';

// The words in which the specs tell what happens to a fulfilment order.

const START = '2026-11-22T10:00:00.000Z';
const created = fulfilmentOrderSamples.FulfilmentOrderCreated;
export const { fulfilmentOrderId, orderId, subjectId, address } = created;
export const shipmentId = fulfilmentOrderSamples.ItemsPacked.shipmentId;
const ofOrder = { fulfilmentOrderId, orderId };
export const ofShipment = { fulfilmentOrderId, shipmentId };

const eur = (amount: number) => ({ amount, currency: 'EUR' });
/** Two tins of tea of 15.35 each and a pot of 40.00. */
export const tea: Units = { lineId: '1', sku: 'TEA', first: 0, quantity: 2, unitAmount: eur(1535) };
export const pot: Units = { lineId: '2', sku: 'POT', first: 0, quantity: 1, unitAmount: eur(4000) };

export const create = (holds: readonly string[] = [], units: readonly Units[] = [tea, pot]) =>
  new CreateFulfilmentOrder({ ...created, shippingMethod: 'standard', units, holds });
export const hold = (holdId: string) => new HoldFulfilment({ ...ofOrder, holdId });
export const release = (holdId: string) => new ReleaseHold({ ...ofOrder, holdId });
export const moveTo = (city: string) =>
  new ChangeAddress({ ...ofOrder, subjectId, address: { ...address, city } });
export const withdraw = (units: readonly Units[], reason: WithdrawalReason = 'reallocated') =>
  new WithdrawUnits({ ...ofOrder, units, reason });
export const cancel = new RequestCancellation({ ...ofOrder, reason: 'customer' });
export const answer = (accept: boolean) => new AnswerCancellation({ fulfilmentOrderId, accept });
export const pick = (...lines: SkuQuantity[]) =>
  new PickItems({ fulfilmentOrderId, ...(lines.length > 0 && { lines }) });
export const short = (...lines: SkuQuantity[]) => new ReportShortPick({ fulfilmentOrderId, lines });
export const pack = (...lines: SkuQuantity[]) =>
  new PackItems({ ...ofShipment, ...(lines.length > 0 && { lines }) });
export const permit = new PermitDispatch(ofShipment);

export const bought: Extract<LabelOutcome, { readonly outcome: 'purchased' }> = {
  outcome: 'purchased',
  carrier: 'sandbox',
  trackingNumber: 'SB1',
  trackingUrl: 'https://carrier.example/track/SB1',
  isInternational: false,
};
export const failed: LabelOutcome = {
  outcome: 'failed',
  reason: 'carrier_unavailable',
  retryable: true,
  isAddressRefused: false,
};
export const refused: LabelOutcome = {
  outcome: 'failed',
  reason: 'address_refused',
  retryable: false,
  isAddressRefused: true,
};

/** A scan of the parcel, known by its number. */
export const scan = (number: number, status: CarrierEvent['status'], at: string): CarrierEvent => ({
  id: `scan-${number}`,
  status,
  at,
});
export const scans = (...events: readonly CarrierEvent[]) =>
  new RecordCarrierEvents({ ...ofShipment, events });

/** A fulfilment order to which commands happen one after the other, at a time that the story moves. */
export class Story {
  readonly events: DomainEvent[] = [];
  state: FulfilmentOrderState = FulfilmentOrder.initial;
  now = START;
  private made = 0;

  /** What follows from the commands. A refusal is thrown. */
  do(...commands: readonly Command[]): readonly DomainEvent[] {
    return commands.flatMap((command) => {
      const decided = FulfilmentOrder.decide(command, this.state, this.context());
      this.state = decided.reduce((state, event) => FulfilmentOrder.evolve(state, event), this.state);
      this.events.push(...decided);
      return decided;
    });
  }

  /** Lets hours pass; every deadline that is reached meanwhile fires at its time. */
  pass(hours: number): readonly DomainEvent[] {
    const until = new Date(Date.parse(this.now) + hours * 3_600_000).toISOString();
    const before = this.events.length;
    for (;;) {
      const [next] = deadlinesOf(this.state).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
      if (next === undefined || next.dueAt > until) break;
      if (next.dueAt > this.now) this.now = next.dueAt;
      const decided = this.do(next);
      if (decided.length === 0) throw new Error(`The deadline at ${next.dueAt} leads nowhere.`);
    }
    this.now = until;
    return this.events.slice(before);
  }

  /** The carrier answers the label request that is open. */
  label(outcome: LabelOutcome, id = shipmentId): readonly DomainEvent[] {
    return this.do(
      new RecordLabel({ fulfilmentOrderId, shipmentId: id, key: this.keyOf(id), answer: outcome }),
    );
  }

  /** The carrier answers the request to void the label. */
  voided(outcome: VoidOutcome = { outcome: 'voided' }): readonly DomainEvent[] {
    return this.do(new RecordLabelVoid({ ...ofShipment, key: this.keyOf(shipmentId), answer: outcome }));
  }

  shipment(id = shipmentId): Shipment {
    const shipment = this.state.shipments[id];
    if (!shipment) throw new Error('There is no such shipment.');
    return shipment;
  }

  /** The last event of this name. */
  last<T extends FulfilmentOrderEvent['type']>(type: T): Named<FulfilmentOrderEvent, T> | undefined {
    return this.events.findLast((event): event is Named<FulfilmentOrderEvent, T> => event.type === type);
  }

  count(type: FulfilmentOrderEvent['type']): number {
    return this.events.filter((event) => event.type === type).length;
  }

  keyOf(id: string): string {
    return this.shipment(id).label?.key ?? 'none';
  }

  private context(): DecisionContext {
    return {
      id: fulfilmentOrderId,
      now: this.now,
      actor: { kind: 'user', id: 'somebody' },
      newId: () => idFrom('story', (this.made += 1)),
    };
  }
}

/** The commands that the deadlines of a fulfilment order will send, each at its `dueAt`. */
export function deadlinesOf({ dueAt, shipments }: FulfilmentOrderState) {
  const ofShipments = Object.entries(shipments).flatMap(([id, shipment]) => {
    const about = { fulfilmentOrderId, shipmentId: id };
    const { voidDueAt } = shipment.label ?? {};
    return [
      ...(shipment.dueAt === undefined ? [] : [new EscalateShipment({ ...about, dueAt: shipment.dueAt })]),
      ...(voidDueAt === undefined ? [] : [new RepeatLabelVoid({ ...about, dueAt: voidDueAt })]),
    ];
  });
  return dueAt === undefined
    ? ofShipments
    : [new EscalateFulfilment({ fulfilmentOrderId, dueAt }), ...ofShipments];
}

/** A story in which these commands have happened, and the carrier has sold a label if it was asked. */
export function after(...commands: readonly Command[]): Story {
  const story = new Story();
  for (const command of commands) {
    story.do(command);
    for (const [id, { label }] of Object.entries(story.state.shipments)) {
      if (label?.status === 'requested') story.label(bought, id);
    }
  }
  return story;
}

export const typesOf = (events: readonly DomainEvent[]) => events.map(({ type }) => type);
