import {
  inventorySamples,
  ordersSamples,
  paymentsSamples,
  shippingSamples,
  type InventoryPublishedEvent,
  type OrdersPublishedEvent,
  type PaymentsPublishedEvent,
  type ShippingPublishedEvent,
} from '@waybill/contracts';
import { everyEvent, projection, type Actor, type Envelope } from '@waybill/kernel';

type PublishedEvent =
  OrdersPublishedEvent | InventoryPublishedEvent | PaymentsPublishedEvent | ShippingPublishedEvent;

/** One event of an order's life: what happened, when, by whom and because of what. */
export interface TimelineEntry {
  /** The event's id. */
  readonly id: string;
  readonly orderId: string;
  readonly position: string;
  /** `context.DomainEvent`. */
  readonly event: string;
  readonly at: string;
  readonly by: Actor;
  /** The id of the event or command that caused it. */
  readonly because: string;
  readonly correlationId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Every event about every order from every context; a document of its own for each, so that it may come in any order. */
export const Timeline = projection<TimelineEntry, PublishedEvent>()({
  name: 'timeline',
  // Ids of one order's entries begin alike, and sort as the log does.
  keys: (event, { position }) =>
    'orderId' in event && event.orderId ? [`${event.orderId}/${position}/${event.type}`] : [],
  apply: everyEvent({ ...ordersSamples, ...inventorySamples, ...paymentsSamples, ...shippingSamples }, enter),
});

function enter(
  _: TimelineEntry | undefined,
  event: PublishedEvent,
  { id, position, meta }: Envelope,
): TimelineEntry | undefined {
  if (!('orderId' in event) || event.orderId === undefined) return undefined;
  const { type, orderId, ...details } = event;
  const { occurredAt: at, actor: by, causationId: because, correlationId } = meta;
  return { id, orderId, position, event: type, at, by, because, correlationId, details };
}
