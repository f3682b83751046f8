import {
  inventorySamples,
  ordersSamples,
  paymentsSamples,
  shippingSamples,
  type InventoryFact,
  type OrdersFact,
  type PaymentsFact,
  type ShippingFact,
} from '@waybill/contracts';
import { everyFact, projection, type Actor, type Envelope } from '@waybill/kernel';

type PublishedFact = OrdersFact | InventoryFact | PaymentsFact | ShippingFact;

/** One fact of an order's life: what happened, when, by whom and because of what. */
export interface TimelineEntry {
  /** The event's id. */
  readonly id: string;
  readonly orderId: string;
  readonly position: string;
  /** `context.Fact`. */
  readonly fact: string;
  readonly at: string;
  readonly by: Actor;
  /** The id of the fact or command that caused it. */
  readonly because: string;
  readonly correlationId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Every fact about every order from every context; a document of its own for each, so that it may come in any order. */
export const Timeline = projection<TimelineEntry, PublishedFact>()({
  name: 'timeline',
  // Ids of one order's entries begin alike, and sort as the log does.
  keys: (fact, { position }) =>
    'orderId' in fact && fact.orderId ? [`${fact.orderId}/${position}/${fact.type}`] : [],
  apply: everyFact({ ...ordersSamples, ...inventorySamples, ...paymentsSamples, ...shippingSamples }, enter),
});

function enter(
  _: TimelineEntry | undefined,
  fact: PublishedFact,
  { id, position, meta }: Envelope,
): TimelineEntry | undefined {
  if (!('orderId' in fact) || fact.orderId === undefined) return undefined;
  const { type, orderId, ...details } = fact;
  const { occurredAt: at, actor: by, causationId: because, correlationId } = meta;
  return { id, orderId, position, fact: type, at, by, because, correlationId, details };
}
